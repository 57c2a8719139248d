import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState, type ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { playChime } from '../client/chime';
import { openFeed } from '../client/eventSource';
import { lobbyApi } from '../client/lobbyApi';
import { Dashboard } from '../features/rooms/Dashboard';
import { HostLobby } from '../meeting/hostLobby';
import { useDocumentTitle } from '../ui/Page';
import { useStore } from '../ui/useStore';
import { LobbyAlerts } from './LobbyAlerts';
import { notifyOfKnock } from './notifyOfKnock';

/** The home page of somebody who is signed in; loaded for them only. What goes on in their rooms comes by the server's stream. */
export default function DashboardPart(props: Omit<ComponentProps<typeof Dashboard>, 'waiting'>) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [lobby] = useState(
    () =>
      new HostLobby(
        openFeed,
        lobbyApi,
        (door, person) => {
          playChime('knock');
          notifyOfKnock(t('lobby.alert'), `${t('lobby.one', { name: person.name })} ${t('lobby.inRoom', { title: door.title ?? door.slug })}`, door.slug);
        },
        () => void queries.invalidateQueries({ queryKey: ['rooms'] }),
      ),
  );
  useEffect(() => {
    lobby.open();
    return () => lobby.close();
  }, [lobby]);

  const { lobbies } = useStore(lobby.store);
  const waiting = useMemo(() => new Map(lobbies.map((door) => [door.slug, door.waiting.length])), [lobbies]);
  const all = lobbies.reduce((sum, door) => sum + door.waiting.length, 0);
  useDocumentTitle(all > 0 ? `🔔 ${all} · ${t('home.title')}` : t('home.title'));

  return (
    <>
      <LobbyAlerts lobby={lobby} />
      <Dashboard {...props} waiting={waiting} />
    </>
  );
}
