import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { playChime } from '../client/chime';
import { openFeed } from '../client/eventSource';
import { lobbyApi } from '../client/lobbyApi';
import { savePreferences } from '../client/preferences';
import type { DeviceKind, EndReason } from '../client/room';
import { CallScreen } from '../features/call/CallScreen';
import { ChatPanel } from '../features/chat/ChatPanel';
import { HostPanel } from '../features/host/HostPanel';
import { KnockBar } from '../features/host/KnockBar';
import { LobbySection } from '../features/host/LobbySection';
import { PersonMenu } from '../features/host/PersonMenu';
import { PeoplePanel } from '../features/people/PeoplePanel';
import { HostLobby } from '../meeting/hostLobby';
import type { Meeting } from '../meeting/meeting';
import { mayAdmit } from '../meeting/roles';
import { useDocumentTitle } from '../ui/Page';
import { useStore } from '../ui/useStore';

export interface CallPageProps {
  meeting: Meeting;
  slug: string;
  title: string;
  link: string;
  onEnded: (reason: EndReason) => void;
  /** Who waits; made here unless a harness brings its own. */
  lobby?: HostLobby;
}

const remembered: Record<DeviceKind, 'microphoneId' | 'cameraId' | 'speakerId'> = {
  audioinput: 'microphoneId',
  videoinput: 'cameraId',
  audiooutput: 'speakerId',
};

/** Puts the features of a call together. */
export default function CallPage({ meeting, slug, title: firstTitle, link, onEnded, lobby: given }: CallPageProps) {
  const { t } = useTranslation();
  const { phase, endReason, facts, self, people, rights, hosting } = useStore(meeting.store);
  const { unread } = useStore(meeting.chat.store);
  const title = facts.title ?? firstTitle;
  // Two chimes of one person, on the stream of this page and on another's, would be one too many: only this room's knocks sound here.
  const [lobby] = useState(() => given ?? new HostLobby(openFeed, lobbyApi, (door) => door.slug === slug && playChime('knock')));
  const admits = self !== undefined && mayAdmit(self.role, people);
  const { lobbies } = useStore(lobby.store);
  const waiting = lobbies.find((one) => one.slug === slug)?.waiting.length ?? 0;
  useDocumentTitle(waiting > 0 ? `🔔 ${waiting} · ${title}` : unread > 0 ? `(${unread}) ${title}` : title);
  useHandChime(meeting, hosting);

  // Whoever becomes a host during the call hears of those who wait from then on.
  useEffect(() => {
    if (!admits) return;
    lobby.open();
    return () => lobby.close();
  }, [lobby, admits]);

  useEffect(() => {
    if (phase === 'ended' && endReason !== null) onEnded(endReason);
  }, [phase, endReason, onEnded]);

  // The stage is dark whatever the system's theme is, and so are the dialogs and menus that open over it.
  useEffect(() => {
    document.documentElement.dataset.stage = 'dark';
    return () => {
      delete document.documentElement.dataset.stage;
    };
  }, []);

  return (
    <CallScreen
      meeting={meeting}
      title={title}
      link={link}
      waiting={waiting}
      onDevice={(kind, id) => {
        savePreferences({ [remembered[kind]]: id });
        void meeting.useDevice(kind, id);
      }}
      personMenu={(identity) => <PersonMenu meeting={meeting} identity={identity} look="glass" />}
      news={(show) => <KnockBar lobby={lobby} slug={slug} onShow={show} />}
      panels={(askToEnd) => ({
        chat: { title: t('chat.title'), content: <ChatPanel chat={meeting.chat} allowed={rights.chat} onFailed={() => meeting.notices.show('chat-failed')} /> },
        people: {
          title: t('people.title'),
          content: (
            <PeoplePanel meeting={meeting} link={link} lobby={<LobbySection lobby={lobby} slug={slug} />} personMenu={(identity) => <PersonMenu meeting={meeting} identity={identity} look="plain" />} />
          ),
        },
        host: { title: t('host.title'), content: <HostPanel meeting={meeting} onEnd={askToEnd} /> },
      })}
    />
  );
}

/** Hosts hear when a hand goes up, and everybody hears when they are asked to speak. */
function useHandChime(meeting: Meeting, hosting: boolean): void {
  useEffect(() => {
    let last = meeting.notices.store.getSnapshot().at(-1)?.id ?? 0;
    return meeting.notices.store.subscribe(() => {
      const newest = meeting.notices.store.getSnapshot().at(-1);
      if (newest === undefined || newest.id <= last) return;
      last = newest.id;
      if (hosting && newest.kind === 'hand') playChime('attention');
    });
  }, [meeting, hosting]);
  const { askedBy } = useStore(meeting.moderation.store);
  useEffect(() => {
    if (askedBy !== null) playChime('attention');
  }, [askedBy]);
}
