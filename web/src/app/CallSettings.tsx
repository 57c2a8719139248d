import { useTranslation } from 'react-i18next';
import { mediaSettings, tallestPicture } from '../client/mediaSettings';
import { loadPreferences, savePreferences, type Preferences } from '../client/preferences';
import type { DeviceKind } from '../client/room';
import { ReadingSettings } from '../features/access/ReadingSettings';
import { ShortcutSettings } from '../features/access/ShortcutSettings';
import { BandwidthChoice } from '../features/connection/BandwidthChoice';
import BackgroundChoice from '../features/effects/BackgroundChoice';
import { NotificationSettings } from '../features/notify/NotificationSettings';
import { AudioTab } from '../features/settings/AudioTab';
import { SettingsDialog, type SettingsTab } from '../features/settings/SettingsDialog';
import { VideoTab } from '../features/settings/VideoTab';
import type { Meeting } from '../meeting/meeting';

export interface CallSettingsProps {
  meeting: Meeting;
  onDevice: (kind: DeviceKind, deviceId: string) => void;
  onClose: () => void;
}

/** The settings of a call, a tab for each subject. */
export default function CallSettings({ meeting, onDevice, onClose }: CallSettingsProps) {
  const { t } = useTranslation('devices');
  const { t: texts } = useTranslation('access');
  const { t: talk } = useTranslation('talk');
  const { t: stress } = useTranslation('stress');

  function change(what: Partial<Preferences>) {
    savePreferences(what);
    void meeting.applyMedia(mediaSettings(loadPreferences()));
    meeting.health.load.receiveAtMost(tallestPicture(loadPreferences()));
  }

  const tabs: SettingsTab[] = [
    { id: 'audio', title: t('settings.audio'), icon: 'microphone', content: <AudioTab devices={meeting.devices} onDevice={onDevice} onChange={change} /> },
    { id: 'video', title: t('settings.video'), icon: 'camera', content: <VideoTab devices={meeting.devices} onDevice={onDevice} onChange={change} /> },
    { id: 'effects', title: t('settings.effects'), icon: 'person', content: <BackgroundChoice onChange={(background) => change({ background })} /> },
    { id: 'data', title: stress('choice.label'), icon: 'signal', content: <BandwidthChoice load={meeting.health.load} /> },
    { id: 'access', title: texts('menu.settings'), icon: 'accessibility', content: <ReadingSettings /> },
    { id: 'shortcuts', title: texts('shortcuts.tabName'), icon: 'keyboard', content: <ShortcutSettings /> },
    { id: 'notifications', title: talk('notify.title'), icon: 'bell', content: <NotificationSettings /> },
  ];
  return <SettingsDialog tabs={tabs} onClose={onClose} />;
}
