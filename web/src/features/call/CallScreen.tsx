import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceKind } from '../../client/room';
import type { Meeting } from '../../meeting/meeting';
import { CopyLink } from '../../ui/CopyLink';
import { Dialog } from '../../ui/Dialog';
import { useMediaQuery } from '../../ui/useMediaQuery';
import { useStore } from '../../ui/useStore';
import { Banner } from './Banner';
import styles from './CallScreen.module.css';
import { ControlBar } from './ControlBar';
import { DeviceSettings } from './DeviceSettings';
import { SidePanel } from './SidePanel';
import { Stage } from './Stage';
import { Toasts } from './Toasts';
import { useShortcuts } from './useShortcuts';

export type PanelName = 'chat' | 'people';

export interface CallScreenProps {
  meeting: Meeting;
  title: string;
  link: string;
  panels: Record<PanelName, { title: string; content: ReactNode }>;
  onDevice: (kind: DeviceKind, deviceId: string) => void;
}

export function CallScreen({ meeting, title, link, panels, onDevice }: CallScreenProps) {
  const { t } = useTranslation();
  const state = useStore(meeting.store);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [dialog, setDialog] = useState<'invite' | 'settings' | null>(null);
  const opener = useRef<Element | null>(null);
  useShortcuts(meeting);
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
      <h1 className={styles.hidden}>{title}</h1>
      <div className={styles.middle}>
        <div className={styles.stage}>
          <main className={styles.pictures} aria-label={t('call.stage')} inert={panelCovers}>
            <Stage meeting={meeting} state={state} link={link} />
          </main>
          <div className={styles.news}>
            <Banner meeting={meeting} state={state} />
            <Toasts notices={meeting.notices} />
          </div>
        </div>
        {panel !== null && (
          <SidePanel title={panels[panel].title} onClose={closePanel}>
            {panels[panel].content}
          </SidePanel>
        )}
      </div>
      <ControlBar meeting={meeting} state={state} title={title} panel={panel} onPanel={toggle} onDialog={setDialog} onDevice={onDevice} />
      <ChatAnnouncer meeting={meeting} silent={panel === 'chat'} />
      <Dialog title={t('invite.title')} closeLabel={t('action.close')} isOpen={dialog === 'invite'} onClose={() => setDialog(null)} data-testid="invite">
        <p className={styles.inviteText}>{t('invite.text')}</p>
        <CopyLink url={link} />
      </Dialog>
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
