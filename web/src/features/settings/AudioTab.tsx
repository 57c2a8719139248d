import { useTranslation } from 'react-i18next';
import { canChooseSpeaker } from '../../client/devices';
import { noiseModes } from '../../client/mediaSettings';
import { preferences, savePreferences } from '../../client/preferences';
import type { DeviceKind } from '../../client/room';
import type { CallDevices } from '../../meeting/callDevices';
import { RadioCards } from '../../ui/RadioCards';
import { Switch } from '../../ui/Switch';
import { useStore } from '../../ui/useStore';
import { DeviceChoice } from './DeviceChoice';
import type { SettingsChange } from './change';

export interface AudioTabProps {
  devices: CallDevices;
  onDevice: (kind: DeviceKind, deviceId: string) => void;
  onChange: SettingsChange;
}

export function AudioTab({ devices, onDevice, onChange }: AudioTabProps) {
  const { t } = useTranslation('devices');
  const { noise, autoGain, music, mutedHint } = useStore(preferences);
  return (
    <>
      <DeviceChoice devices={devices} kind="audioinput" onChoose={onDevice} />
      {canChooseSpeaker && <DeviceChoice devices={devices} kind="audiooutput" onChoose={onDevice} />}
      <RadioCards
        label={t('noise.label')}
        options={noiseModes.map((mode) => ({ id: mode, title: t(`noise.${mode}.title`), text: t(`noise.${mode}.text`) }))}
        value={noiseModes.find((mode) => mode === noise) ?? 'browser'}
        onChange={(mode) => onChange({ noise: mode })}
        isDisabled={music}
        data-testid="settings-noise"
      />
      <Switch label={t('gain.title')} text={t('gain.text')} isSelected={autoGain && !music} isDisabled={music} onChange={(on) => onChange({ autoGain: on })} data-testid="settings-gain" />
      <Switch label={t('music.title')} text={t('music.text')} isSelected={music} onChange={(on) => onChange({ music: on })} data-testid="settings-music" />
      <Switch label={t('muted.title')} text={t('muted.text')} isSelected={mutedHint} onChange={(on) => savePreferences({ mutedHint: on })} data-testid="settings-muted-hint" />
    </>
  );
}
