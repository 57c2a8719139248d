import { useTranslation } from 'react-i18next';
import type { SoundSource } from '../../client/room';
import type { Meeting } from '../../meeting/meeting';
import type { Tile } from '../../meeting/tiles';
import { loudest } from '../../meeting/volumes';
import { Dialog } from '../../ui/Dialog';
import { Slider } from '../../ui/Slider';
import { useFormats } from '../../ui/useFormats';
import { useStore } from '../../ui/useStore';

/** How loud one hears a person and their shared screen. Nobody else hears a difference. */
export default function VolumeDialog({ meeting, tile, onClose }: { meeting: Meeting; tile: Tile; onClose: () => void }) {
  const { t } = useTranslation();
  const { t: texts } = useTranslation('stage');
  const { percent } = useFormats();
  const { people } = useStore(meeting.store);
  useStore(meeting.volumes.store);
  const person = people.find((one) => one.identity === tile.identity);
  const sources: readonly SoundSource[] = person?.screenSound === true ? ['microphone', 'screen_share'] : ['microphone'];
  return (
    <Dialog title={texts('volume.title', { name: tile.name })} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="volumes">
      {sources.map((source) => (
        <Slider
          key={source}
          label={texts(source === 'microphone' ? 'volume.voice' : 'volume.screen')}
          value={meeting.volumes.of(tile.identity, source)}
          max={loudest}
          step={0.05}
          shown={percent}
          onChange={(volume) => meeting.volumes.set(tile.identity, source, volume)}
          data-testid={`volume-${source}`}
        />
      ))}
      <p>{texts('volume.hint')}</p>
    </Dialog>
  );
}
