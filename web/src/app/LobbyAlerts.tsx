import { useState } from 'react';
import { LobbyBanner } from '../features/host/LobbyBanner';
import type { HostLobby } from '../meeting/hostLobby';
import { navigate } from './location';
import { canNotify } from './notifyOfKnock';

/** Tells a signed-in person outside of meetings that somebody waits in one of their rooms, and offers to tell it beyond the page. */
export function LobbyAlerts({ lobby }: { lobby: HostLobby }) {
  const [askable, setAskable] = useState(() => canNotify() && Notification.permission === 'default');
  return (
    <LobbyBanner
      lobby={lobby}
      onEnter={(slug) => navigate(`/${slug}`)}
      onNotify={askable ? () => void Notification.requestPermission().then(() => setAskable(false)) : null}
    />
  );
}
