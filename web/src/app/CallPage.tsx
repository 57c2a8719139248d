import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openFeed } from '../client/eventSource';
import { lobbyApi } from '../client/lobbyApi';
import { newBuild } from '../client/newBuild';
import type { DeviceKind, EndReason } from '../client/room';
import { CallAccess } from '../features/access/CallAccess';
import { CallScreen, type BarChoice } from '../features/call/CallScreen';
import { OwnLine } from '../features/connection/OwnLine';
import { LoadBanner } from '../features/connection/LoadBanner';
import { ReconnectBanner } from '../features/connection/ReconnectBanner';
import { KnockBar } from '../features/host/KnockBar';
import { PersonMenu } from '../features/host/PersonMenu';
import { HostLobby } from '../meeting/hostLobby';
import type { Meeting } from '../meeting/meeting';
import { mayAdmit } from '../meeting/roles';
import { prepareDialogs } from '../ui/Dialog';
import { late } from '../ui/late';
import { prepareMenus } from '../ui/Menu';
import { useDocumentTitle } from '../ui/Page';
import { useSelected, useStore } from '../ui/useStore';
import { usePersonChoices } from './usePersonChoices';
import { usePip } from './usePip';
import { useTalkSlots } from './useTalkSlots';

export interface CallPageProps {
  meeting: Meeting;
  slug: string;
  title: string;
  link: string;
  onEnded: (reason: EndReason) => void;
  /** Who waits; made here unless a harness brings its own. */
  lobby?: HostLobby;
}

// Panels that not everybody opens come when they are opened; the one that most do comes once the call is there.
const CallPeoplePanel = late(() => import('./CallPeoplePanel'));
const CallHostPanel = late(() => import('./CallHostPanel'));
const InfoPanel = late(async () => ({ default: (await import('../features/info/InfoPanel')).InfoPanel }));

// Seldom opened, and most of it is effects.
const ConnectionDialog = late(() => import('../features/connection/ConnectionDialog'), { over: true });
const ChatPanel = late(() => import('../features/chat/ChatPanel'));
const CaptionPanel = late(() => import('../features/captions/CaptionPanel'));
const CallSettings = late(() => import('./CallSettings'), { over: true });

/** Puts the features of a call together. */
export default function CallPage({ meeting, slug, title: firstTitle, link, onEnded, lobby: given }: CallPageProps) {
  const { t } = useTranslation();
  const { t: texts } = useTranslation('access');
  const { t: stress } = useTranslation('stress');
  const { t: pictures } = useTranslation('stage');
  const [showsConnection, setShowsConnection] = useState(false);
  const phase = useSelected(meeting.store, (state) => state.phase);
  const endReason = useSelected(meeting.store, (state) => state.endReason);
  const title = useSelected(meeting.store, ({ facts }) => facts.title) ?? firstTitle;
  const unread = useSelected(meeting.chat.store, (chat) => chat.unread);
  // Two chimes of one person, on the stream of this page and on another's, would be one too many: only this room's knocks sound here.
  const [lobby] = useState(() => given ?? new HostLobby(openFeed, lobbyApi, (door) => door.slug === slug && meeting.talk.notifications.knock()));
  const admits = useSelected(meeting.store, ({ self, people }) => self !== undefined && mayAdmit(self.role, people));
  const waiting = useSelected(lobby.store, ({ lobbies }) => lobbies.find((one) => one.slug === slug)?.waiting.length ?? 0);
  useDocumentTitle(waiting > 0 ? `🔔 ${waiting} · ${title}` : unread > 0 ? `(${unread}) ${title}` : title);
  const talk = useTalkSlots(meeting);
  const { askedBy } = useStore(meeting.moderation.store);
  useEffect(() => {
    if (askedBy !== null) meeting.talk.notifications.asked();
  }, [meeting, askedBy]);

  // Whoever becomes a host during the call hears of those who wait from then on.
  useEffect(() => {
    if (!admits) return;
    lobby.open();
    return () => lobby.close();
  }, [lobby, admits]);

  useEffect(() => {
    if (phase === 'connected') void CallPeoplePanel.prepare();
  }, [phase]);

  useEffect(() => {
    if (phase === 'ended' && endReason !== null) onEnded(endReason);
  }, [phase, endReason, onEnded]);

  // Menus and dialogs are to open also when the connection is gone for a while.
  useEffect(() => {
    const soon = setTimeout(() => {
      prepareMenus();
      prepareDialogs();
    }, 5000);
    return () => clearTimeout(soon);
  }, []);

  // A new version of the program waits until the call is over.
  useEffect(() => newBuild.hold(), []);

  // The stage is dark whatever the system's theme is, and so are the dialogs and menus that open over it.
  useEffect(() => {
    document.documentElement.dataset.stage = 'dark';
    return () => {
      delete document.documentElement.dataset.stage;
    };
  }, []);

  // The same function each time: a tile is drawn again only when something of it changes.
  const personMenu = useCallback((identity: string, before: readonly BarChoice[]) => <PersonMenu meeting={meeting} identity={identity} look="glass" more={() => before} />, [meeting]);

  const toPerson = usePersonChoices(meeting);
  const togglePip = usePip(meeting);

  const onDevice = (kind: DeviceKind, id: string) => void meeting.devices.use(kind, id);

  return (
    <CallScreen
      meeting={meeting}
      title={title}
      link={link}
      waiting={waiting}
      onDevice={onDevice}
      personMenu={personMenu}
      slots={{
        controls: talk.controls ?? [],
        overStage: talk.overStage,
        menu: [
          ...(talk.menu ?? []),
          ...(togglePip === null ? [] : [{ id: 'pip', label: pictures('pip.open'), icon: 'small-window' as const, testId: 'more-pip', onChoose: togglePip }]),
          { id: 'help', label: texts('menu.help'), icon: 'keyboard', testId: 'more-shortcuts', onChoose: () => meeting.shortcuts.start('help') },
          { id: 'connection', label: stress('details.menu'), icon: 'signal', testId: 'more-connection', onChoose: () => setShowsConnection(true) },
        ],
        banners: (
          <>
            <ReconnectBanner connection={meeting.health.connection} />
            <LoadBanner load={meeting.health.load} />
          </>
        ),
        line: <OwnLine line={meeting.health.line} load={meeting.health.load} onDetails={() => setShowsConnection(true)} />,
        dialogs: (
          <>
            <CallAccess meeting={meeting} />
            {showsConnection && <ConnectionDialog meeting={meeting} onClose={() => setShowsConnection(false)} />}
          </>
        ),
        settings: (onClose) => <CallSettings meeting={meeting} onDevice={onDevice} onClose={onClose} />,
      }}
      news={(show) => <KnockBar lobby={lobby} slug={slug} onShow={show} />}
      panels={(askToEnd) => ({
        chat: { title: t('chat.title'), content: <ChatPanel meeting={meeting} /> },
        people: {
          title: t('people.title'),
          content: <CallPeoplePanel meeting={meeting} link={link} lobby={lobby} slug={slug} personMenu={(identity) => <PersonMenu meeting={meeting} identity={identity} look="plain" more={toPerson} />} />,
        },
        host: { title: t('host.title'), content: <CallHostPanel meeting={meeting} slug={slug} onEnd={askToEnd} /> },
        invite: { title: t('info.title'), content: <InfoPanel meeting={meeting} title={title} slug={slug} link={link} /> },
        captions: { title: t('control.captions'), content: <CaptionPanel meeting={meeting} /> },
      })}
    />
  );
}
