import { useTranslation } from 'react-i18next';
import { canChooseSpeaker } from '../../client/devices';
import type { DeviceKind } from '../../client/room';
import type { Meeting } from '../../meeting/meeting';
import type { IconName } from '../../ui/Icon';
import { Select } from '../../ui/Select';
import { useStore } from '../../ui/useStore';
import styles from './CallScreen.module.css';

const kinds: readonly { kind: DeviceKind; name: 'microphone' | 'camera' | 'speaker'; icon: IconName }[] = [
  { kind: 'audioinput', name: 'microphone', icon: 'microphone' },
  { kind: 'videoinput', name: 'camera', icon: 'camera' },
  { kind: 'audiooutput', name: 'speaker', icon: 'sound' },
];

export function DeviceSettings({ meeting, onDevice }: { meeting: Meeting; onDevice: (kind: DeviceKind, deviceId: string) => void }) {
  const { t } = useTranslation();
  const { devices, active } = useStore(meeting.devices.store);
  return (
    <div className={styles.settings}>
      {kinds
        .filter(({ kind }) => kind !== 'audiooutput' || canChooseSpeaker)
        .map(({ kind, name, icon }) => (
          <div key={kind}>
            <p className={styles.settingName}>{t(`prejoin.${name}`)}</p>
            <Select
              label={t(`prejoin.${name}`)}
              icon={icon}
              options={devices[kind].map((device, index) => ({
                id: device.id,
                label: device.label || t('prejoin.unnamedDevice', { kind: t(`prejoin.${name}`), number: index + 1 }),
              }))}
              selected={active[kind]}
              onSelect={(id) => onDevice(kind, id)}
              data-testid={`settings-${name}`}
            />
          </div>
        ))}
    </div>
  );
}
