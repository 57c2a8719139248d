import { Fragment } from 'react';
import { Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { canShareScreen } from '../../client/devices';
import type { DeviceKind } from '../../client/room';
import type { Meeting } from '../../meeting/meeting';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { Menu, type MenuChoice } from '../../ui/Menu';
import { inHand, useMediaQuery } from '../../ui/useMediaQuery';
import { useSelected, useStore } from '../../ui/useStore';
import { useSize } from '../../ui/useSize';
import type { BarChoice, BarControl, CallDialog, CallSlots, PanelName } from './CallScreen';
import styles from './ControlBar.module.css';
import { OwnLevel } from './OwnLevel';
import { fitBar } from './fitBar';
import { endFullScreen, fillScreen } from './fullScreen';
import { useKeys } from './useShortcuts';

export interface ControlBarProps {
  meeting: Meeting;
  title: string;
  panel: PanelName | null;
  waiting: number;
  slots: CallSlots;
  onPanel: (name: PanelName) => void;
  onDialog: (name: CallDialog) => void;
  onDevice: (kind: DeviceKind, deviceId: string) => void;
}

/** The bar is drawn smaller on small phones; as in ControlBar.module.css. */
const small = { query: '(max-width: 620px)', gap: 6, button: 48, leave: 52, edges: 24, besides: 0 };
const smallest = { ...small, query: '(max-width: 340px)', button: 44 };
const usual = { gap: 10, button: 48, leave: 74, edges: 24, besides: 0 };
/** On a wide screen the title and the number of people stand beside the buttons. */
const wide = { ...usual, query: '(min-width: 901px)', edges: 40, besides: 2 * 130 };

export function ControlBar({ meeting, title, panel, waiting, slots, onPanel, onDialog, onDevice }: ControlBarProps) {
  const { t } = useTranslation();
  const [attach, { width }] = useSize<HTMLElement>();
  const sizes = [useMediaQuery(smallest.query) && smallest, useMediaQuery(small.query) && small, useMediaQuery(wide.query) && wide].find((one) => one !== false) ?? usual;
  const { t: texts } = useTranslation('stage');
  const unread = useSelected(meeting.chat.store, (chat) => chat.unread);
  const full = useSelected(meeting.view.store, (view) => view.full);
  const cameras = useSelected(meeting.devices.store, ({ devices }) => devices.videoinput.length);
  const isInHand = useMediaQuery(inHand);
  // One by one: the bar is not drawn again because somebody speaks or shows a picture.
  const microphoneOn = useSelected(meeting.store, (state) => state.microphoneOn);
  const cameraOn = useSelected(meeting.store, (state) => state.cameraOn);
  const sharing = useSelected(meeting.store, (state) => state.sharing);
  const inside = useSelected(meeting.store, ({ people }) => people.length);
  const rights = useSelected(meeting.store, (state) => state.rights);
  const self = useSelected(meeting.store, (state) => state.self);
  const hosting = useSelected(meeting.store, (state) => state.hosting);
  const ready = useSelected(meeting.store, ({ phase }) => phase !== 'connecting');
  const locked = useSelected(meeting.store, ({ facts }) => facts.locked);
  const keys = { microphone: useKeys('microphone'), camera: useKeys('camera'), share: useKeys('share'), hand: useKeys('hand'), chat: useKeys('chat'), people: useKeys('people'), host: useKeys('host'), invite: useKeys('invite'), layout: useKeys('layout'), leave: useKeys('leave') };
  const count = t('control.peopleCount', { count: inside });
  const peopleLabel = waiting > 0 ? t('control.peopleWaiting', { label: count, count: waiting }) : count;
  // Without the product behind the media server nobody has a role, and there is nobody to raise a hand to.
  const known = self !== undefined && self.role !== 'none';
  const handUp = known && self.handSince !== null;
  const chatLabel = unread > 0 ? t('control.chatUnread', { count: unread }) : t('control.chat');

  // In the order of the screen. The ranks say what is given up last when there is no room (fitBar).
  const controls: BarControl[] = [
    {
      id: 'microphone',
      rank: 'always',
      node: (
        <OwnLevel meeting={meeting} isOn={microphoneOn && ready}>
          <IconButton
            icon={microphoneOn ? 'microphone' : 'microphone-off'}
            label={t('prejoin.microphone')}
            hint={microphoneOn ? t('control.micOff') : t('control.micOn')}
            shortcut={keys.microphone}
            look={microphoneOn || !ready ? 'stage' : 'off'}
            pressed={microphoneOn}
            isDisabled={!ready}
            blocked={rights.microphone || microphoneOn ? undefined : t('control.microphoneTaken')}
            onPress={() => void meeting.toggleMicrophone()}
            data-testid="ctl-mic"
          />
        </OwnLevel>
      ),
    },
    // The menu needs no entry for devices: they are in the settings, which are always there.
    { id: 'microphones', rank: 26, width: 30, joined: true, node: <DeviceMenu meeting={meeting} kinds={['audioinput', 'audiooutput']} label={t('control.micDevices')} testId="ctl-mic-devices" onDevice={onDevice} /> },
    {
      id: 'camera',
      rank: 'always',
      node: (
        <IconButton
          icon={cameraOn ? 'camera' : 'camera-off'}
          label={t('prejoin.camera')}
          hint={cameraOn ? t('control.cameraOff') : t('control.cameraOn')}
          shortcut={keys.camera}
          look={cameraOn || !ready ? 'stage' : 'off'}
          pressed={cameraOn}
          isDisabled={!ready}
          blocked={rights.camera || cameraOn ? undefined : t('control.cameraTaken')}
          onPress={() => void meeting.toggleCamera()}
          data-testid="ctl-camera"
        />
      ),
    },
    { id: 'cameras', rank: 25, width: 30, joined: true, node: <DeviceMenu meeting={meeting} kinds={['videoinput']} label={t('control.cameraDevices')} testId="ctl-camera-devices" onDevice={onDevice} /> },
  ];
  if (isInHand && cameras > 1) {
    controls.push({
      id: 'turn',
      rank: 66,
      choices: [{ id: 'turn', label: t('prejoin.cameraTurn'), icon: 'camera-turn', testId: 'more-camera-turn', onChoose: () => void meeting.turnCamera() }],
      node: <IconButton icon="camera-turn" label={t('prejoin.cameraTurn')} isDisabled={!cameraOn} onPress={() => void meeting.turnCamera()} data-testid="ctl-camera-turn" />,
    });
  }
  if (canShareScreen) {
    controls.push({
      id: 'share',
      rank: 80,
      choices: [{ id: 'share', label: sharing ? t('control.shareOff') : t('control.shareOn'), icon: sharing ? 'share-stop' : 'share', testId: 'more-share', onChoose: () => void meeting.toggleShare() }],
      node: (
        <IconButton
          icon={sharing ? 'share-stop' : 'share'}
          label={t('control.share')}
          hint={sharing ? t('control.shareOff') : t('control.shareOn')}
          shortcut={keys.share}
          look={sharing ? 'active' : 'stage'}
          pressed={sharing}
          isDisabled={!ready}
          blocked={rights.screenShare || sharing ? undefined : t('control.shareTaken')}
          onPress={() => void meeting.toggleShare()}
          data-testid="ctl-share"
        />
      ),
    });
  }
  if (known) {
    controls.push({
      id: 'hand',
      rank: 60,
      choices: [{ id: 'hand', label: handUp ? t('control.handDown') : t('control.handUp'), icon: 'hand', testId: 'more-hand', onChoose: () => void meeting.toggleHand() }],
      node: (
        <IconButton
          icon="hand"
          label={t('control.hand')}
          hint={handUp ? t('control.handDown') : t('control.handUp')}
          shortcut={keys.hand}
          look={handUp ? 'active' : 'stage'}
          pressed={handUp}
          isDisabled={!ready}
          onPress={() => void meeting.toggleHand()}
          data-testid="ctl-hand"
        />
      ),
    });
  }
  controls.push(...(slots.controls ?? []));
  controls.push({
    id: 'chat',
    rank: 70,
    choices: [{ id: 'chat', label: chatLabel, icon: 'chat', testId: 'more-chat', onChoose: () => onPanel('chat') }],
    node: (
      <IconButton icon="chat" label={chatLabel} shortcut={keys.chat} look={panel === 'chat' ? 'active' : 'stage'} pressed={panel === 'chat'} badge={unread} badgeTestId="chat-unread" onPress={() => onPanel('chat')} data-testid="ctl-chat" />
    ),
  });
  controls.push({
    id: 'people',
    rank: 50,
    choices: [{ id: 'people', label: peopleLabel, icon: 'people', testId: 'more-people', onChoose: () => onPanel('people') }],
    node: (
      <IconButton icon="people" label={peopleLabel} shortcut={keys.people} look={panel === 'people' ? 'active' : 'stage'} pressed={panel === 'people'} badge={waiting} badgeTestId="people-waiting" onPress={() => onPanel('people')} data-testid="ctl-people" />
    ),
  });
  if (hosting) {
    controls.push({
      id: 'host',
      rank: 35,
      choices: [{ id: 'host', label: t('control.host'), icon: 'shield', testId: 'more-host', onChoose: () => onPanel('host') }],
      node: <IconButton icon="shield" label={t('control.host')} shortcut={keys.host} look={panel === 'host' ? 'active' : 'stage'} pressed={panel === 'host'} onPress={() => onPanel('host')} data-testid="ctl-host" />,
    });
  }
  controls.push({
    id: 'layout',
    rank: 30,
    choices: [{ id: 'layout', label: texts('layout.button'), icon: 'layout', testId: 'more-layout', onChoose: () => onDialog('layout') }],
    node: <IconButton icon="layout" label={texts('layout.button')} shortcut={keys.layout} onPress={() => onDialog('layout')} data-testid="ctl-layout" />,
  });
  controls.push({
    id: 'invite',
    rank: 20,
    choices: [{ id: 'invite', label: t('control.invite'), icon: 'invite', testId: 'more-invite', onChoose: () => onPanel('invite') }],
    node: <IconButton icon="invite" label={t('control.invite')} shortcut={keys.invite} look={panel === 'invite' ? 'active' : 'stage'} pressed={panel === 'invite'} onPress={() => onPanel('invite')} data-testid="ctl-invite" />,
  });

  // "more" and "leave" never go.
  const fixed = sizes.button + sizes.leave + 2 * sizes.gap;
  const items = controls.map(({ id, rank, width: own, joined }) => ({ id, rank, width: (own ?? sizes.button) - (joined === true ? sizes.gap : 0) }));
  const inBar = width === 0 ? new Set(controls.map(({ id }) => id)) : fitBar(items, width - sizes.edges - sizes.besides - fixed, sizes.gap);
  const shown = controls.filter(({ id }) => inBar.has(id));
  const choices: BarChoice[] = [
    ...controls.filter(({ id }) => !inBar.has(id)).flatMap((one) => one.choices ?? []),
    { id: 'captions', label: t('control.captions'), icon: 'captions', testId: 'more-captions', onChoose: () => onPanel('captions') },
    full === 'none'
      ? { id: 'full', label: texts('full.call'), icon: 'full-screen', testId: 'more-full', onChoose: () => fillScreen(meeting.view, null) }
      : { id: 'full', label: texts('full.end'), icon: 'full-screen-end', testId: 'more-full', onChoose: () => endFullScreen(meeting.view) },
    ...(slots.menu ?? []),
    { id: 'settings', label: t('control.settings'), icon: 'settings', testId: 'more-settings', onChoose: () => onDialog('settings') },
  ];
  // What a hidden button would say with its badge, the button of the menu says.
  const hiddenBadge = (inBar.has('people') ? 0 : waiting) + (inBar.has('chat') ? 0 : unread);

  return (
    <footer className={styles.bar} ref={attach} data-region="controls">
      <p className={styles.title}>{title}</p>
      <Toolbar className={styles.middle ?? ''} aria-label={t('control.bar')}>
        {shown.map((control, index) => {
          if (control.joined === true) return null;
          const next = shown[index + 1];
          return next?.joined === true ? (
            <div key={control.id} className={styles.split}>
              {control.node}
              {next.node}
            </div>
          ) : (
            <Fragment key={control.id}>{control.node}</Fragment>
          );
        })}
        <Menu
          label={t('control.more')}
          trigger={<IconButton icon="more" label={hiddenBadge > 0 ? t('control.moreNew', { count: hiddenBadge }) : t('control.more')} badge={hiddenBadge} data-testid="ctl-more" />}
          choices={choices}
          onChoose={(id) => choices.find((choice) => choice.id === id)?.onChoose()}
        />
        <span className={styles.leave}>
          {hosting && inside > 1 ? (
            <Menu
              label={t('control.leave')}
              trigger={<IconButton icon="leave" label={t('control.leave')} shortcut={keys.leave} look="danger" data-testid="ctl-leave" />}
              choices={[
                { id: 'leave', label: t('control.leaveOnly'), icon: 'leave', testId: 'leave-only' },
                { id: 'end', label: t('control.leaveEnd'), icon: 'ban', testId: 'leave-end' },
              ]}
              onChoose={(id) => (id === 'end' ? onDialog('end') : void meeting.leave())}
            />
          ) : (
            <IconButton icon="leave" label={t('control.leave')} shortcut={keys.leave} look="danger" onPress={() => void meeting.leave()} data-testid="ctl-leave" />
          )}
        </span>
      </Toolbar>
      <p className={styles.count} data-testid="call-count" data-count={inside}>
        {locked && (
          <span className={styles.locked} role="img" aria-label={t('call.locked')} title={t('call.locked')} data-testid="call-locked">
            <Icon name="lock" size={16} />
          </span>
        )}
        {ready && t('call.count', { count: inside })}
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
