import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { canShareScreen } from '../../client/devices';
import type { DeviceKind } from '../../client/room';
import type { Meeting } from '../../meeting/meeting';
import { Confirm } from '../../ui/Confirm';
import type { MenuChoice } from '../../ui/Menu';
import { SkipLinks } from '../../ui/SkipLinks';
import { useMediaQuery } from '../../ui/useMediaQuery';
import { useSelected } from '../../ui/useStore';
import { Announcer } from './Announcer';
import { AskDialog } from './AskDialog';
import { Banner } from './Banner';
import styles from './CallScreen.module.css';
import { ControlBar } from './ControlBar';
import { SidePanel } from './SidePanel';
import { Stage } from './Stage';
import { Toasts } from './Toasts';
import { returnFocus } from './returnFocus';
import { endFullScreen, fillScreen, useFullScreen } from './fullScreen';
import { useActions, useShortcuts } from './useShortcuts';
import { useTileKeys } from './useTileKeys';

const LayoutDialog = lazy(() => import('./LayoutDialog'));

/** `host` is there for hosts only. */
export type PanelName = 'chat' | 'people' | 'host' | 'invite' | 'captions';

/** Something to choose in the menu "more". */
export type BarChoice = MenuChoice & { readonly onChoose: () => void };

/** Something of the control bar. Where there is no room for `node`, its `choices` are in the menu "more" instead. */
export interface BarControl {
  readonly id: string;
  /**
   * What has the lowest rank gives way first (fitBar). Ours: share 80, chat 70, turning the camera 66, hand 60, people 50, host 35, device menus 25, invite
   * 20. `always` is for what nobody may have to look for: microphone and camera.
   */
  readonly rank: number | 'always';
  /** In CSS pixels, where it is not one round button. */
  readonly width?: number;
  /** Stands in one frame with the control before it. */
  readonly joined?: boolean;
  readonly node: ReactNode;
  readonly choices?: readonly BarChoice[];
}

/** What other features put into the frame of a call. */
export interface CallSlots {
  /** Buttons of the control bar, between the hand and the chat. */
  readonly controls?: readonly BarControl[];
  /** Further choices of the menu "more". */
  readonly menu?: readonly BarChoice[];
  /** What stays for a while: it has a row of its own, so that it covers nothing. */
  readonly line?: ReactNode;
  /** What a person has to know now, before all other news. */
  readonly banners?: ReactNode;
  /** Over the lower edge of the pictures: captions, reactions. */
  readonly overStage?: ReactNode;
  /** The dialog with the settings, while it is open. */
  readonly settings?: (onClose: () => void) => ReactNode;
  /** Above everything, and whatever has no place of its own. */
  readonly dialogs?: ReactNode;
}

/** What is open over the call. */
export type CallDialog = 'settings' | 'end' | 'layout';

export interface CallScreenProps {
  meeting: Meeting;
  title: string;
  link: string;
  /** The contents may end the meeting for everybody, which is asked for here. */
  panels: (askToEnd: () => void) => Record<PanelName, { title: string; content: ReactNode }>;
  slots: CallSlots;
  /** News that can be acted on, over the pictures; `show` opens the list of people. */
  news: (show: () => void) => ReactNode;
  /** How many people wait to be let in. */
  waiting: number;
  /** What can be done to a person, for their tile. */
  personMenu: (identity: string, choices: readonly BarChoice[]) => ReactNode;
  onDevice: (kind: DeviceKind, deviceId: string) => void;
}

export function CallScreen({ meeting, title, link, panels, slots, news, waiting, personMenu, onDevice }: CallScreenProps) {
  const { t } = useTranslation();
  const { t: texts } = useTranslation('access');
  // The parts that change with every person watch the meeting themselves: the frame is drawn again for little.
  const phase = useSelected(meeting.store, (state) => state.phase);
  const hosting = useSelected(meeting.store, (state) => state.hosting);
  const [chosen, setPanel] = useState<PanelName | null>(null);
  const [dialog, setDialog] = useState<CallDialog | null>(null);
  const opener = useRef<Element | null>(null);
  const pictures = useRef<HTMLElement>(null);
  useShortcuts(meeting);
  useFullScreen(meeting.view);
  const full = useSelected(meeting.view.store, (view) => view.full);
  useTileKeys(pictures);
  // Whoever no longer is a host loses the host's panel with it.
  const panel = chosen === 'host' && !hosting ? null : chosen;
  const open = panel === null ? null : panels(() => setDialog('end'))[panel];
  // On a phone a panel lies over the pictures (CallScreen.module.css): what is under it must not take the focus.
  const panelCovers = useMediaQuery('(max-width: 760px)') && panel !== null;

  useEffect(() => meeting.chat.setOpen(panel === 'chat'), [meeting, panel]);
  useEffect(() => meeting.talk.readWith(() => setPanel('chat')), [meeting]);

  // The button that led here is gone: the focus, and with it whoever hears the page, goes to the call.
  useEffect(() => {
    if (document.activeElement === document.body) pictures.current?.focus();
  }, []);

  function toggle(name: PanelName) {
    if (panel === name) {
      closePanel();
      return;
    }
    opener.current = document.activeElement;
    setPanel(name);
  }

  useActions(meeting, {
    microphone: () => void meeting.toggleMicrophone(),
    camera: () => void meeting.toggleCamera(),
    hand: () => void meeting.toggleHand(),
    chat: () => toggle('chat'),
    people: () => toggle('people'),
    invite: () => toggle('invite'),
    settings: () => setDialog('settings'),
    layout: () => setDialog('layout'),
    fullScreen: () => (full === 'none' ? fillScreen(meeting.view, null) : endFullScreen(meeting.view)),
    // As if pressed: a host is asked whether the others may stay.
    leave: () => document.querySelector<HTMLElement>('[data-testid="ctl-leave"]')?.click(),
    ...(canShareScreen && { share: () => void meeting.toggleShare() }),
    ...(hosting && { host: () => toggle('host') }),
  });

  function closePanel() {
    setPanel(null);
    returnFocus(opener.current, [`ctl-${panel}`, 'ctl-more']);
  }

  return (
    <div className={styles.call} data-testid="call-state" data-state={phase === 'ended' ? 'disconnected' : phase} data-panel={panel ?? ''} data-full={full}>
      <SkipLinks
        label={t('app.skipLabel')}
        links={[
          { label: texts('skip.controls'), target: '[data-region="controls"]' },
          { label: texts('skip.stage'), target: '[data-region="stage"]' },
          ...(open === null ? [] : [{ label: texts('skip.panel'), target: '[data-region="panel"]' }]),
        ]}
      />
      <header className={styles.header}>
        <h1 className={styles.hidden}>{title}</h1>
        {slots.line}
      </header>
      <div className={styles.middle}>
        <div className={styles.stage}>
          <main ref={pictures} tabIndex={-1} className={styles.pictures} aria-label={t('call.stage')} inert={panelCovers} data-region="stage">
            <Stage meeting={meeting} link={link} personMenu={personMenu} />
          </main>
          {/* Parts of the page like any other, so that whoever moves by landmarks finds them. */}
          {slots.overStage !== undefined && <section aria-label={texts('part.text')}>{slots.overStage}</section>}
          <section className={styles.news} aria-label={texts('part.news')} data-region="news">
            {slots.banners}
            <Banner meeting={meeting} />
            {panel !== 'people' && news(() => setPanel('people'))}
            <Toasts notices={meeting.notices} />
          </section>
        </div>
        {open !== null && (
          <SidePanel title={open.title} onClose={closePanel}>
            {open.content}
          </SidePanel>
        )}
      </div>
      <ControlBar meeting={meeting} title={title} panel={panel} waiting={waiting} slots={slots} onPanel={toggle} onDialog={setDialog} onDevice={onDevice} />
      <Announcer announcements={meeting.talk.announcements} />
      <AskDialog meeting={meeting} />
      {slots.dialogs}
      {dialog === 'end' && (
        <Confirm
          title={t('moderate.endTitle')}
          text={t('moderate.endText')}
          action={t('moderate.end')}
          onConfirm={() => {
            setDialog(null);
            void meeting.moderation.endForAll();
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'layout' && (
        <Suspense>
          <LayoutDialog view={meeting.view} onClose={() => setDialog(null)} />
        </Suspense>
      )}
      {dialog === 'settings' && slots.settings?.(() => setDialog(null))}
    </div>
  );
}
