/**
 * A call without a server, to look at its screens: `npm run dev`, then /dev/?people=7&share=1&chat=3. It is no part of
 * the build. `dev/look.mjs` photographs every screen with it.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import CallPage from '../src/app/CallPage';
import { noDevices, type MediaDevicesPort } from '../src/client/devices';
import { EndedScreen } from '../src/features/ended/EndedScreen';
import type { EndReason } from '../src/client/room';
import { startI18n } from '../src/i18n';
import { FakeFeeds } from '../src/meeting/fake/fakeFeeds';
import { FakeMeetingApi } from '../src/meeting/fake/fakeMeetingApi';
import { FakeRoom } from '../src/meeting/fake/fakeRoom';
import { HostLobby } from '../src/meeting/hostLobby';
import { Meeting } from '../src/meeting/meeting';
import '../src/ui/base.css';
import { drawnPerson, drawnScreen } from './drawn';
import { FakeWaiting } from './waiting';

const names = [
  'Camille Durand',
  'Nadia Benali',
  'Jean-Baptiste Lefebvre de La Rochefoucauld',
  'Ewen Le Goff',
  'Sofia Martins',
  'Thomas Nguyen',
  'Aïcha Diallo',
  'Lucas Moreau',
  'Inès Fontaine',
  'Mehdi Haddad',
  'Claire Petit',
  'Hugo Garnier',
  'Yuki Tanaka',
  'Marie-Ange Okafor',
  'Paul Rousseau',
  'Léa Chevalier',
  'Oscar Blanc',
  'Zoé Marchand',
];

const query = new URLSearchParams(location.search);
const number = (name: string) => Number(query.get(name) ?? 0);

const ports: MediaDevicesPort = {
  list: () =>
    Promise.resolve({
      ...noDevices,
      audioinput: [
        { id: 'a', label: 'Micro interne' },
        { id: 'b', label: 'Casque Bluetooth' },
      ],
      videoinput: [{ id: 'c', label: 'Caméra intégrée HD' }],
      audiooutput: [{ id: 'd', label: 'Haut-parleurs' }],
    }),
  open: () => Promise.reject(new Error('not here')),
  watch: () => () => {},
};

startI18n();
const room = new FakeRoom('me', drawnScreen(), drawnPerson(0));
const meeting = new Meeting(room, ports, new FakeMeetingApi(room));
await meeting.connect({ token: '', serverUrl: '', identity: 'me', name: names[0] ?? '' }, { microphoneOn: true, cameraOn: true, microphoneId: null, cameraId: null, speakerId: null });
const people = Math.max(1, number('people'));
for (let i = 1; i < people; i++) {
  const cameraOn = i % 3 !== 2;
  room.put(`p${i}`, {
    name: names[i] ?? `Invité ${i}`,
    joinedAt: i,
    cameraOn,
    camera: cameraOn ? drawnPerson(i) : null,
    microphoneOn: i % 4 !== 1,
    link: i === 4 ? 'poor' : 'good',
    guest: i % 5 === 3,
    role: i === 1 ? 'coHost' : i === 2 ? 'member' : 'participant',
  });
}
room.put('me', { role: query.get('role') === 'participant' ? 'participant' : 'owner' });
for (let i = 0; i < number('hands'); i++) room.put(i === 2 ? 'me' : `p${i + 1}`, { handSince: 100 - i });
if (query.has('locked')) room.tell({ locked: true });
if (query.has('spotlight')) room.tell({ spotlight: ['p2'] });
if (query.has('taken')) room.allow({ microphone: false, camera: false, screenShare: false, chat: false });
meeting.notices.clear();
if (query.has('ask')) room.say({ type: 'ask-unmute', by: 'p1' });
const feeds = new FakeFeeds();
const done = () => Promise.resolve();
const lobby = new HostLobby(feeds.open, { admit: done, deny: done, message: done });
const waiting = Array.from({ length: number('lobby') }, (_, i) => ({
  id: `w${i}`,
  name: names[names.length - 1 - i] ?? `Attente ${i}`,
  guest: i % 2 === 0,
  email: i % 2 === 0 ? null : 'lea.chevalier@ministere.exemple.fr',
  kind: i === 4 ? 'phone' : 'browser',
  connected: i !== 3,
}));
if (waiting.length > 0) setTimeout(() => feeds.send('/events', 'lobby', { slug: 'abc-defg-hij', title: null, waiting }), 100);
if (people > 1) room.emit({ type: 'speakers', identities: ['p2', 'p1'].slice(0, 1) });
if (query.has('share')) room.put('p1', { sharing: true, screen: drawnScreen() });
if (query.has('present')) await meeting.toggleShare();
if (query.has('notice')) {
  meeting.notices.show('joined', 'Inès Fontaine');
  meeting.notices.show('left', 'Mehdi Haddad');
}
if (query.has('reconnecting')) room.emit({ type: 'connection', state: 'reconnecting' });
if (query.has('silent')) room.emit({ type: 'playback', allowed: false });
const lines = [
  'Bonjour à tous !',
  'Voici l’ordre du jour : https://docs.exemple.fr/ordre-du-jour?version=2.',
  'Merci. On commence par le budget, puis le calendrier de la migration.\nIl reste cinq minutes à la fin pour les questions.',
  'Parfait pour moi.',
  'Je partage mon écran dans un instant.',
];
for (let i = 0; i < number('chat'); i++) {
  room.emit({ type: 'chat', message: { id: String(i), from: `p${1 + (i % 2)}`, text: lines[i % lines.length] ?? '', sentAt: Date.UTC(2026, 0, 5, 9, 30 + i) } });
}
if (number('chat') > 2) await meeting.chat.send('C’est noté, merci !');

const ended = query.get('ended');
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      {query.has('waiting') ? (
        <FakeWaiting scene={query.get('waiting') ?? ''} />
      ) : ended !== null ? (
        <EndedScreen reason={ended as EndReason} title="Comité de direction" onRejoin={() => {}} onHome={() => {}} />
      ) : (
        <CallPage meeting={meeting} lobby={lobby} slug="abc-defg-hij" title="Comité de direction" link={`${location.origin}/abc-defg-hij`} onEnded={() => {}} />
      )}
    </StrictMode>,
  );
}
