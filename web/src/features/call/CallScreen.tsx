import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceKind } from '../../client/room';
import type { Meeting } from '../../meeting/meeting';
import { Confirm } from '../../ui/Confirm';
import { CopyLink } from '../../ui/CopyLink';
import { Dialog } from '../../ui/Dialog';
import { useMediaQuery } from '../../ui/useMediaQuery';
import { useStore } from '../../ui/useStore';
import { AskDialog } from './AskDialog';
import { Banner } from './Banner';
import styles from './CallScreen.module.css';
import { ControlBar } from './ControlBar';
import { DeviceSettings } from './DeviceSettings';
import { SidePanel } from './SidePanel';
import { Stage } from './Stage';
import { Toasts } from './Toasts';
import { useShortcuts } from './useShortcuts';

/** `host` is there for hosts only. */
export type PanelName = 'chat' | 'people' | 'host';

export interface CallScreenProps {
  meeting: Meeting;
  title: string;
  link: string;
  /** The contents may end the meeting for everybody, which is asked for here. */
  panels: (askToEnd: () => void) => Record<PanelName, { title: string; content: ReactNode }>;
  /** News that can be acted on, over the pictures; `show` opens the list of people. */
  news: (show: () => void) => ReactNode;
  /** How many people wait to be let in. */
  waiting: number;
  /** What can be done to a person, for their tile. */
  personMenu: (identity: string) => ReactNode;
  onDevice: (kind: DeviceKind, deviceId: string) => void;
}

export function CallScreen({ meeting, title, link, panels, news, waiting, personMenu, onDevice }: CallScreenProps) {
  const { t } = useTranslation();
  const state = useStore(meeting.store);
  const [chosen, setPanel] = useState<PanelName | null>(null);
  const [dialog, setDialog] = useState<'invite' | 'settings' | 'end' | null>(null);
  const opener = useRef<Element | null>(null);
  useShortcuts(meeting);
  // Whoever no longer is a host loses the host's panel with it.
  const panel = chosen === 'host' && !state.hosting ? null : chosen;
  const open = panel === null ? null : panels(() => setDialog('end'))[panel];
  // On a phone a panel lies over the pictures (CallScreen.module.css): what is under it must not take the focus.
  const panelCovers = useMediaQuery('(max-width: 760px)') && panel !== null;

  useEffect(() => meeting.chat.setOpen(panel === 'chat'), [meeting, panel]);

  function toggle(name: PanelName) {
    opener.current = document.activeElement;
    setPanel(panel === name ? null : name);
  }

  function closePanel() {
    setPanel(null);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  }

  return (
    <div className={styles.call} data-testid="call-state" data-state={state.phase === 'ended' ? 'disconnected' : state.phase} data-panel={panel ?? ''}>
      <header className={styles.hidden}>
        <h1>{title}</h1>
      </header>
      <div className={styles.middle}>
        <div className={styles.stage}>
          <main className={styles.pictures} aria-label={t('call.stage')} inert={panelCovers}>
            <Stage meeting={meeting} state={state} link={link} personMenu={personMenu} />
          </main>
          <div className={styles.news}>
            <Banner meeting={meeting} state={state} />
            {panel !== 'people' && news(() => setPanel('people'))}
            <Toasts notices={meeting.notices} />
          </div>
        </div>
        {open !== null && (
          <SidePanel title={open.title} onClose={closePanel}>
            {open.content}
          </SidePanel>
        )}
      </div>
      <ControlBar meeting={meeting} state={state} title={title} panel={panel} waiting={waiting} onPanel={toggle} onDialog={setDialog} onDevice={onDevice} />
      <ChatAnnouncer meeting={meeting} silent={panel === 'chat'} />
      <Dialog title={t('invite.title')} closeLabel={t('action.close')} isOpen={dialog === 'invite'} onClose={() => setDialog(null)} data-testid="invite">
        <p className={styles.inviteText}>{t('invite.text')}</p>
        <CopyLink url={link} />
      </Dialog>
      <AskDialog meeting={meeting} />
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
      <Dialog title={t('settings.title')} closeLabel={t('action.close')} isOpen={dialog === 'settings'} onClose={() => setDialog(null)} data-testid="settings">
        <DeviceSettings meeting={meeting} onDevice={onDevice} />
      </Dialog>
    </div>
  );
}

/** Tells assistive technology what is written while the chat is closed; the open list announces itself. */
function ChatAnnouncer({ meeting, silent }: { meeting: Meeting; silent: boolean }) {
  const { t } = useTranslation();
  const { messages } = useStore(meeting.chat.store);
  const last = messages.at(-1);
  return (
    <div className={styles.hidden} aria-live="polite">
      {!silent && last !== undefined && !last.isLocal && t('chat.from', { name: last.name, text: last.text })}
    </div>
  );
}
