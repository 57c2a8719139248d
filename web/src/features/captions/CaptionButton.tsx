import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { loadPreferences, preferences, savePreferences } from '../../client/preferences';
import type { Meeting } from '../../meeting/meeting';
import { keysOf } from '../../meeting/shortcuts';
import { IconButton } from '../../ui/IconButton';
import { useStore } from '../../ui/useStore';

export function toggleCaptions(): void {
  savePreferences({ captionsOn: !loadPreferences().captionsOn });
}

/** Takes care of the shortcuts, also where there is no room for the button. */
export function useCaptionKeys(meeting: Meeting): void {
  useEffect(() => {
    const { liveText } = meeting.talk;
    const stops = [
      meeting.shortcuts.on('captions', toggleCaptions),
      meeting.shortcuts.on('liveText', () => meeting.store.getSnapshot().rights.chat && liveText.setOn(!liveText.store.getSnapshot().on)),
    ];
    return () => stops.forEach((stop) => stop());
  }, [meeting]);
}

export function CaptionButton() {
  const { t } = useTranslation('talk');
  const wanted = useStore(preferences);
  const { captionsOn } = wanted;

  return (
    <IconButton
      icon="captions"
      label={t('captions.title')}
      hint={captionsOn ? t('captions.off') : t('captions.on')}
      shortcut={keysOf('captions', wanted) ?? undefined}
      look={captionsOn ? 'active' : 'stage'}
      pressed={captionsOn}
      onPress={toggleCaptions}
      data-testid="ctl-captions"
    />
  );
}
