import { useTranslation } from 'react-i18next';
import type { DeviceKind } from '../../client/room';
import type { CallDevices } from '../../meeting/callDevices';
import type { IconName } from '../../ui/Icon';
import { Select } from '../../ui/Select';
import { useStore } from '../../ui/useStore';
import styles from './Settings.module.css';

const shown: Record<DeviceKind, { icon: IconName; name: 'microphone' | 'camera' | 'speaker' }> = {
  audioinput: { icon: 'microphone', name: 'microphone' },
  videoinput: { icon: 'camera', name: 'camera' },
  audiooutput: { icon: 'sound', name: 'speaker' },
};

export interface DeviceChoiceProps {
  devices: CallDevices;
  kind: DeviceKind;
  onChoose: (kind: DeviceKind, deviceId: string) => void;
}

/** Which device of a kind is in use, and another one instead. */
export function DeviceChoice({ devices, kind, onChoose }: DeviceChoiceProps) {
  const { t } = useTranslation('devices');
  const { devices: lists, active } = useStore(devices.store);
  const { icon, name } = shown[kind];
  return (
    <div>
      <p className={styles.name}>{t(`kind.${name}`)}</p>
      <Select
        label={t(`kind.${name}`)}
        icon={icon}
        options={lists[kind].map((device, index) => ({ id: device.id, label: device.label || t('kind.unnamed', { kind: t(`kind.${name}`), number: index + 1 }) }))}
        selected={active[kind]}
        onSelect={(id) => onChoose(kind, id)}
        data-testid={`settings-${name}`}
      />
      {lists[kind].length === 0 && <p className={styles.hint}>{t(`kind.no.${name}`)}</p>}
    </div>
  );
}
