import { useTranslation } from 'react-i18next';
import { cameraHeights } from '../../client/mediaSettings';
import { preferences } from '../../client/preferences';
import type { DeviceKind } from '../../client/room';
import type { CallDevices } from '../../meeting/callDevices';
import { Select } from '../../ui/Select';
import { Switch } from '../../ui/Switch';
import { useStore } from '../../ui/useStore';
import { DeviceChoice } from './DeviceChoice';
import styles from './Settings.module.css';
import type { SettingsChange } from './change';

export interface VideoTabProps {
  devices: CallDevices;
  onDevice: (kind: DeviceKind, deviceId: string) => void;
  onChange: SettingsChange;
}

const sent = ['auto', ...cameraHeights.map(String)];
const received = ['auto', '720', '360', '180'];

export function VideoTab({ devices, onDevice, onChange }: VideoTabProps) {
  const { t } = useTranslation('devices');
  const { quality, receiveQuality, mirror } = useStore(preferences);
  const option = (id: string) => ({ id, label: id === 'auto' ? t('quality.auto') : t('quality.lines', { height: id }) });
  return (
    <>
      <DeviceChoice devices={devices} kind="videoinput" onChoose={onDevice} />
      <div>
        <p className={styles.name}>{t('quality.send')}</p>
        <Select label={t('quality.send')} icon="camera" options={sent.map(option)} selected={quality} onSelect={(id) => onChange({ quality: id })} data-testid="settings-quality" />
        <p className={styles.hint}>{t('quality.sendText')}</p>
      </div>
      <div>
        <p className={styles.name}>{t('quality.receive')}</p>
        <Select label={t('quality.receive')} icon="people" options={received.map(option)} selected={receiveQuality} onSelect={(id) => onChange({ receiveQuality: id })} data-testid="settings-receive" />
        <p className={styles.hint}>{t('quality.receiveText')}</p>
      </div>
      <Switch label={t('mirror.title')} text={t('mirror.text')} isSelected={mirror} onChange={(on) => onChange({ mirror: on })} data-testid="settings-mirror" />
    </>
  );
}
