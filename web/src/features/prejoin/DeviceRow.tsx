import { useTranslation } from 'react-i18next';
import { canChooseSpeaker } from '../../client/devices';
import type { DeviceKind } from '../../client/room';
import type { Preview, PreviewState } from '../../meeting/preview';
import type { IconName } from '../../ui/Icon';
import { Select } from '../../ui/Select';
import { LevelBar } from './LevelBar';
import styles from './PrejoinScreen.module.css';

const kinds: readonly { kind: DeviceKind; icon: IconName; name: 'microphone' | 'camera' | 'speaker' }[] = [
  { kind: 'audioinput', icon: 'microphone', name: 'microphone' },
  { kind: 'videoinput', icon: 'camera', name: 'camera' },
  { kind: 'audiooutput', icon: 'sound', name: 'speaker' },
];

/** What is open, where that is not what was asked for: a device may be gone, and a phone is asked for a side. */
function shown({ chosen, devices, camera, microphone }: PreviewState, kind: DeviceKind): string | null {
  if (devices[kind].some(({ id }) => id === chosen[kind])) return chosen[kind];
  return kind === 'videoinput' ? camera.deviceId : kind === 'audioinput' ? microphone.deviceId : null;
}

export function DeviceRow({ preview, state, onSilence }: { preview: Preview; state: PreviewState; onSilence: (silent: boolean) => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.selects}>
      {kinds
        .filter(({ kind }) => kind !== 'audiooutput' || (canChooseSpeaker && state.devices.audiooutput.length > 0))
        .map(({ kind, icon, name }) => (
          <div key={kind} className={styles.selectCell}>
            <Select
              label={t(`prejoin.${name}`)}
              icon={icon}
              options={state.devices[kind].map((device, index) => ({
                id: device.id,
                label: device.label || t('prejoin.unnamedDevice', { kind: t(`prejoin.${name}`), number: index + 1 }),
              }))}
              selected={shown(state, kind)}
              onSelect={(id) => void preview.choose(kind, id)}
              data-testid={`prejoin-select-${name}`}
            />
            {kind === 'audioinput' && <LevelBar stream={state.microphone.stream} label={t('prejoin.level')} onSilence={onSilence} />}
          </div>
        ))}
    </div>
  );
}
