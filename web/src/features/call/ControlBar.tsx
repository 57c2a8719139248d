import { useTranslation } from 'react-i18next';
import { canShareScreen } from '../../client/devices';
import type { DeviceKind } from '../../client/room';
import type { Meeting, MeetingState } from '../../meeting/meeting';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { Menu, type MenuChoice } from '../../ui/Menu';
import { useMediaQuery } from '../../ui/useMediaQuery';
import { useStore } from '../../ui/useStore';
import type { PanelName } from './CallScreen';
import styles from './ControlBar.module.css';

export interface ControlBarProps {
  meeting: Meeting;
  state: MeetingState;
  title: string;
  panel: PanelName | null;
  waiting: number;
  onPanel: (name: PanelName) => void;
  onDialog: (name: 'invite' | 'settings' | 'end') => void;
  onDevice: (kind: DeviceKind, deviceId: string) => void;
}

export function ControlBar({ meeting, state, title, panel, waiting, onPanel, onDialog, onDevice }: ControlBarProps) {
  const { t } = useTranslation();
  const { unread } = useStore(meeting.chat.store);
  const { microphoneOn, cameraOn, sharing, busy, people, rights, self, hosting } = state;
  const ready = state.phase !== 'connecting';
  const count = t('control.peopleCount', { count: people.length });
  const peopleLabel = waiting > 0 ? t('control.peopleWaiting', { label: count, count: waiting }) : count;
  // As in ControlBar.module.css: there the list of people is in the menu.
  const narrow = useMediaQuery('(max-width: 620px)');
  // Without the product behind the media server nobody has a role, and there is nobody to raise a hand to.
  const known = self !== undefined && self.role !== 'none';
  const handUp = known && self.handSince !== null;

  return (
    <footer className={styles.bar}>
      <p className={styles.title}>{title}</p>
      <div className={styles.middle} role="toolbar" aria-label={t('control.bar')}>
        <div className={styles.split}>
          <IconButton
            icon={microphoneOn ? 'microphone' : 'microphone-off'}
            label={t('prejoin.microphone')}
            hint={microphoneOn ? t('control.micOff') : t('control.micOn')}
            shortcut="Ctrl+D"
            look={microphoneOn || !ready ? 'stage' : 'off'}
            pressed={microphoneOn}
            isDisabled={!ready || busy.microphone}
            blocked={rights.microphone || microphoneOn ? undefined : t('control.microphoneTaken')}
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
            blocked={rights.camera || cameraOn ? undefined : t('control.cameraTaken')}
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
            blocked={rights.screenShare || sharing ? undefined : t('control.shareTaken')}
            onPress={() => void meeting.toggleShare()}
            data-testid="ctl-share"
          />
        )}
        {known && (
          <span className={styles.wide}>
            <IconButton
              icon="hand"
              label={t('control.hand')}
              hint={handUp ? t('control.handDown') : t('control.handUp')}
              shortcut="Ctrl+Alt+H"
              look={handUp ? 'active' : 'stage'}
              pressed={handUp}
              isDisabled={!ready || busy.hand}
              onPress={() => void meeting.toggleHand()}
              data-testid="ctl-hand"
            />
          </span>
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
          <IconButton icon="people" label={peopleLabel} look={panel === 'people' ? 'active' : 'stage'} pressed={panel === 'people'} badge={waiting} badgeTestId="people-waiting" onPress={() => onPanel('people')} data-testid="ctl-people" />
        </span>
        {hosting && (
          <span className={styles.wider}>
            <IconButton icon="shield" label={t('control.host')} look={panel === 'host' ? 'active' : 'stage'} pressed={panel === 'host'} onPress={() => onPanel('host')} data-testid="ctl-host" />
          </span>
        )}
        <span className={styles.wider}>
          <IconButton icon="invite" label={t('control.invite')} onPress={() => onDialog('invite')} data-testid="ctl-invite" />
        </span>
        <Menu
          label={t('control.more')}
          trigger={<IconButton icon="more" label={t('control.more')} badge={narrow ? waiting : 0} data-testid="ctl-more" />}
          choices={[
            ...(known ? [{ id: 'hand', label: handUp ? t('control.handDown') : t('control.handUp'), icon: 'hand' as const, testId: 'more-hand' }] : []),
            { id: 'people', label: peopleLabel, icon: 'people', testId: 'more-people' },
            ...(hosting ? [{ id: 'host', label: t('control.host'), icon: 'shield' as const, testId: 'more-host' }] : []),
            { id: 'invite', label: t('control.invite'), icon: 'invite', testId: 'more-invite' },
            { id: 'settings', label: t('control.settings'), icon: 'settings', testId: 'more-settings' },
          ]}
          onChoose={(id) => {
            if (id === 'hand') void meeting.toggleHand();
            else if (id === 'people' || id === 'host') onPanel(id);
            else onDialog(id === 'invite' ? 'invite' : 'settings');
          }}
        />
        <span className={styles.leave}>
          {hosting && people.length > 1 ? (
            <Menu
              label={t('control.leave')}
              trigger={<IconButton icon="leave" label={t('control.leave')} look="danger" data-testid="ctl-leave" />}
              choices={[
                { id: 'leave', label: t('control.leaveOnly'), icon: 'leave', testId: 'leave-only' },
                { id: 'end', label: t('control.leaveEnd'), icon: 'ban', testId: 'leave-end' },
              ]}
              onChoose={(id) => (id === 'end' ? onDialog('end') : void meeting.leave())}
            />
          ) : (
            <IconButton icon="leave" label={t('control.leave')} look="danger" onPress={() => void meeting.leave()} data-testid="ctl-leave" />
          )}
        </span>
      </div>
      <p className={styles.count} data-testid="call-count" data-count={people.length}>
        {state.facts.locked && (
          <span className={styles.locked} role="img" aria-label={t('call.locked')} title={t('call.locked')} data-testid="call-locked">
            <Icon name="lock" size={16} />
          </span>
        )}
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
