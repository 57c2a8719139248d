import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { playChime } from '../client/chime';
import { openFeed } from '../client/eventSource';
import { lobbyApi } from '../client/lobbyApi';
import { LobbyBanner } from '../features/host/LobbyBanner';
import { HostLobby } from '../meeting/hostLobby';
import { navigate } from './location';

const canNotify = () => typeof Notification !== 'undefined' && window.isSecureContext;

/** Tells a signed-in person outside of meetings that somebody waits in one of their rooms: on the page, and beyond it if they allowed it. */
export function LobbyAlerts() {
  const { t } = useTranslation();
  const [askable, setAskable] = useState(() => canNotify() && Notification.permission === 'default');
  const [lobby] = useState(
    () =>
      new HostLobby(openFeed, lobbyApi, (door, person) => {
        playChime('knock');
        if (document.visibilityState === 'hidden') notify(t('lobby.alert'), `${t('lobby.one', { name: person.name })} ${t('lobby.inRoom', { title: door.title ?? door.slug })}`, door.slug);
      }),
  );
  useEffect(() => {
    lobby.open();
    return () => lobby.close();
  }, [lobby]);

  return (
    <LobbyBanner
      lobby={lobby}
      onEnter={(slug) => navigate(`/${slug}`)}
      onNotify={askable ? () => void Notification.requestPermission().then(() => setAskable(false)) : null}
    />
  );
}

function notify(title: string, body: string, slug: string): void {
  if (!canNotify() || Notification.permission !== 'granted') return;
  try {
    // One for each room: the next one takes the place of the last.
    const note = new Notification(title, { body, tag: `visio-lobby-${slug}`, icon: '/icon.svg' });
    note.onclick = () => {
      window.focus();
      note.close();
      navigate(`/${slug}`);
    };
  } catch {
    // Android's browsers only notify from a service worker; the page still says it.
  }
}
