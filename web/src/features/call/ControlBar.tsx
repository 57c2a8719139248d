import { useTranslation } from 'react-i18next';
import { canShareScreen } from '../../client/devices';
import type { DeviceKind } from '../../client/room';
import type { Meeting, MeetingState } from '../../meeting/meeting';
import { IconButton } from '../../ui/IconButton';
import { Menu, type MenuChoice } from '../../ui/Menu';
import { useStore } from '../../ui/useStore';
import type { PanelName } from './CallScreen';
import styles from './ControlBar.module.css';

export interface ControlBarProps {
  meeting: Meeting;
  state: MeetingState;
  title: string;
  panel: PanelName | null;
  onPanel: (name: PanelName) => void;
  onDialog: (name: 'invite' | 'settings') => void;
  onDevice: (kind: DeviceKind, deviceId: string) => void;
}

export function ControlBar({ meeting, state, title, panel, onPanel, onDialog, onDevice }: ControlBarProps) {
  const { t } = useTranslation();
  const { unread } = useStore(meeting.chat.store);
  const { microphoneOn, cameraOn, sharing, busy, people } = state;
  const ready = state.phase !== 'connecting';
  const peopleLabel = t('control.peopleCount', { count: people.length });

  return (
    <footer className={styles.bar} role="toolbar" aria-label={t('control.bar')}>
      <p className={styles.title}>{title}</p>
      <div className={styles.middle}>
        <div className={styles.split}>
          <IconButton
            icon={microphoneOn ? 'microphone' : 'microphone-off'}
            label={t('prejoin.microphone')}
            hint={microphoneOn ? t('control.micOff') : t('control.micOn')}
            shortcut="Ctrl+D"
            look={microphoneOn || !ready ? 'stage' : 'off'}
            pressed={microphoneOn}
            isDisabled={!ready || busy.microphone}
            onPress={() => void meeting.toggleMicrophone()}
            data-testid="ctl-mic"
          />
          <DeviceMenu meeting={meeting} kinds={['audioinput', 'audiooutput']} label={t('control.micDevices')} testId="ctl-mic-devices" onDevice={onDevice} />
        </div>
        <div className={styles.split}>
          <IconButton
            icon={cameraOn ? 'camera' : 'camera-off'}
            label={t('prejoin.camera')}
            hint={cameraOn ? t('control.cameraOff') : t('control.cameraOn')}
            shortcut="Ctrl+E"
            look={cameraOn || !ready ? 'stage' : 'off'}
            pressed={cameraOn}
            isDisabled={!ready || busy.camera}
            onPress={() => void meeting.toggleCamera()}
            data-testid="ctl-camera"
          />
          <DeviceMenu meeting={meeting} kinds={['videoinput']} label={t('control.cameraDevices')} testId="ctl-camera-devices" onDevice={onDevice} />
        </div>
        {canShareScreen && (
          <IconButton
            icon={sharing ? 'share-stop' : 'share'}
            label={t('control.share')}
            hint={sharing ? t('control.shareOff') : t('control.shareOn')}
            look={sharing ? 'active' : 'stage'}
            pressed={sharing}
            isDisabled={!ready || busy.share}
            onPress={() => void meeting.toggleShare()}
            data-testid="ctl-share"
          />
        )}
        <IconButton
          icon="chat"
          label={unread > 0 ? t('control.chatUnread', { count: unread }) : t('control.chat')}
          look={panel === 'chat' ? 'active' : 'stage'}
          pressed={panel === 'chat'}
          badge={unread}
          badgeTestId="chat-unread"
          onPress={() => onPanel('chat')}
          data-testid="ctl-chat"
        />
        <span className={styles.wide}>
          <IconButton icon="people" label={peopleLabel} look={panel === 'people' ? 'active' : 'stage'} pressed={panel === 'people'} onPress={() => onPanel('people')} data-testid="ctl-people" />
        </span>
        <span className={styles.wide}>
          <IconButton icon="invite" label={t('control.invite')} onPress={() => onDialog('invite')} data-testid="ctl-invite" />
        </span>
        <Menu
          label={t('control.more')}
          trigger={<IconButton icon="more" label={t('control.more')} data-testid="ctl-more" />}
          choices={[
            { id: 'people', label: peopleLabel, icon: 'people', testId: 'more-people' },
            { id: 'invite', label: t('control.invite'), icon: 'invite', testId: 'more-invite' },
            { id: 'settings', label: t('control.settings'), icon: 'settings', testId: 'more-settings' },
          ]}
          onChoose={(id) => (id === 'people' ? onPanel('people') : onDialog(id === 'invite' ? 'invite' : 'settings'))}
        />
        <span className={styles.leave}>
          <IconButton icon="leave" label={t('control.leave')} look="danger" onPress={() => void meeting.leave()} data-testid="ctl-leave" />
        </span>
      </div>
      <p className={styles.count} data-testid="call-count" data-count={people.length}>
        {ready && t('call.count', { count: people.length })}
      </p>
    </footer>
  );
}

function DeviceMenu({ meeting, kinds, label, testId, onDevice }: { meeting: Meeting; kinds: readonly DeviceKind[]; label: string; testId: string; onDevice: (kind: DeviceKind, deviceId: string) => void }) {
  const { t } = useTranslation();
  const { devices, active } = useStore(meeting.devices.store);
  const names = { audioinput: t('prejoin.microphone'), videoinput: t('prejoin.camera'), audiooutput: t('prejoin.speaker') };
  const sections = kinds.map((kind) => {
    const used = devices[kind].some((device) => device.id === active[kind]) ? active[kind] : devices[kind][0]?.id;
    const choices: MenuChoice[] = devices[kind].map((device, index) => ({
      id: `${kind} ${device.id}`,
      label: device.label || t('prejoin.unnamedDevice', { kind: names[kind], number: index + 1 }),
      selected: device.id === used,
    }));
    return { title: names[kind], choices };
  });
  return (
    <span className={styles.chevron}>
      <Menu
        label={label}
        trigger={<IconButton icon="chevron" label={label} size="s" data-testid={testId} />}
        sections={sections}
        onChoose={(id) => {
          const [kind = '', ...rest] = id.split(' ');
          onDevice(kind as DeviceKind, rest.join(' '));
        }}
      />
    </span>
  );
}
