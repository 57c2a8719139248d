/**
 * A call without a server, to look at its screens: `npm run dev`, then /dev/?people=7&share=1&chat=3. It is no part of
 * the build. `dev/look.mjs` photographs every screen with it.
 */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import CallPage from '../src/app/CallPage';
import { plainSettings } from '../src/client/mediaSettings';
import { noDevices, type MediaDevicesPort } from '../src/client/devices';
import { savePreferences } from '../src/client/preferences';
import { EndedScreen } from '../src/features/ended/EndedScreen';
import type { EndReason } from '../src/client/room';
import { preferences } from '../src/client/preferences';
import { callTexts, loadTexts, startI18n } from '../src/i18n';
import { FakeFeeds } from '../src/meeting/fake/fakeFeeds';
import { FakeMeetingApi } from '../src/meeting/fake/fakeMeetingApi';
import { FakeRoom } from '../src/meeting/fake/fakeRoom';
import { calm } from '../src/meeting/health';
import { HostLobby } from '../src/meeting/hostLobby';
import { Meeting } from '../src/meeting/meeting';
import { followAppearance } from '../src/ui/appearance';
import '../src/ui/base.css';
import { readAnswer } from '../src/client/shownAnswer';
import { shownLine } from '../src/client/shownText';
import { drawnPerson, drawnScreen } from './drawn';
import { hostileLines, hostileNames, hostileTitle } from './hostile';
import { showStrain } from './strain';
import { showTalk } from './talk';
import { FakeWaiting } from './waiting';

const query = new URLSearchParams(location.search);
const hostile = query.has('hostile');

const names = hostile ? hostileNames : [
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

followAppearance(preferences);
// Photographs are of a capable machine, wherever they are taken.
Object.defineProperty(navigator, 'hardwareConcurrency', { value: 16 });
if (query.has('layout')) savePreferences({ layout: query.get('layout') ?? 'auto' });
await startI18n();
await loadTexts(callTexts);
const room = new FakeRoom('me', drawnScreen(), drawnPerson(0));
const meeting = new Meeting(room, ports, new FakeMeetingApi(room), { ...calm, bandwidth: query.has('load') ? 'auto' : 'full' });
const enter = () => meeting.connect({ token: '', serverUrl: '', identity: 'me', name: names[0] ?? '' }, { microphoneOn: true, cameraOn: true, microphoneId: null, cameraId: null, speakerId: null, settings: plainSettings });
// `late`: the screen is there before the call is, as when one really enters.
if (!query.has('late')) await enter();
const people = Math.max(1, number('people'));
for (let i = 1; i < people; i++) {
  const cameraOn = i % 3 !== 2;
  room.put(`p${i}`, {
    name: query.has('namesakes') && i % 3 === 0 ? 'Marie Martin' : (names[i] ?? `Invité ${i}`),
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
// Measurements drive the room from outside (e2e/harness/callPage.mjs).
Object.assign(globalThis, { harness: { room, meeting, drawnPerson } });
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
if (waiting.length > 0) setTimeout(() => feeds.send('/events', 'lobby', readAnswer(JSON.stringify({ slug: 'abc-defg-hij', title: null, waiting }))), 100);
if (people > 1) room.emit({ type: 'speakers', identities: ['p2', 'p1'].slice(0, 1) });
for (let i = 1; i <= number('share'); i++) room.put(`p${i}`, { sharing: true, screen: drawnScreen(), screenSound: query.has('sound') });
if (query.has('monitor')) room.surface = 'monitor';
if (query.has('lost')) room.put('p2', { link: 'lost' });
if (query.has('portrait')) room.put('p1', { cameraOn: true, camera: drawnPerson(1, 720, 1280) });
for (let i = 0; i < number('pins'); i++) meeting.view.togglePin(`p${i + 3}/camera`);
if (query.has('present')) await meeting.toggleShare();
if (query.has('notice')) {
  const show = () => {
    meeting.notices.show(hostile ? 'asked-unmute' : 'joined', hostile ? (names[1] ?? '') : 'Inès Fontaine');
    meeting.notices.show('left', hostile ? (names[3] ?? '') : 'Mehdi Haddad');
    if (hostile) for (const name of [names[3] ?? '', ...names.slice(7, 9)]) meeting.notices.show('asked-unmute', name);
  };
  show();
  // They stay for whoever looks at them.
  if (hostile) setInterval(show, 4000);
}
if (query.has('reconnecting')) room.emit({ type: 'connection', state: 'reconnecting' });
showStrain(meeting, room, query);
if (query.has('silent')) room.emit({ type: 'playback', allowed: false });
const lines = hostile ? hostileLines : [
  'Bonjour à tous !',
  'Voici l’ordre du jour : https://docs.exemple.fr/ordre-du-jour?version=2.',
  'Merci. On commence par le budget, puis le calendrier de la migration.\nIl reste cinq minutes à la fin pour les questions.',
  'Parfait pour moi.',
  'Je partage mon écran dans un instant.',
];
for (let i = 0; i < number('chat'); i++) {
  room.emit({ type: 'chat', message: { id: String(i), from: `p${1 + (i % 2)}`, text: lines[i % lines.length] ?? '', sentAt: Date.UTC(2026, 0, 5, 9, 30 + i), to: null, replyTo: null } });
}
if (number('chat') > 2) await meeting.chat.send('C’est noté, merci !');
await showTalk(query.get('talk') ?? '', room, meeting);

const title = hostile ? shownLine(hostileTitle) : 'Comité de direction';
if (hostile) room.tell({ title: hostileTitle });
// For tests, and for whoever looks: the room and the meeting at hand.
Object.assign(window, { room, meeting });

const ended = query.get('ended');
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={new QueryClient()}>
      {query.has('waiting') ? (
        <FakeWaiting scene={query.get('waiting') ?? ''} {...(hostile ? { title, host: names[1] ?? '', words: hostileLines[2] ?? '' } : {})} />
      ) : ended !== null ? (
        <EndedScreen reason={ended as EndReason} title={title} minutes={ended === 'refused' ? null : 47} onRejoin={() => {}} onHome={() => {}} />
      ) : (
        <CallPage meeting={meeting} lobby={lobby} slug="abc-defg-hij" title={title} link={`${location.origin}/abc-defg-hij`} onEnded={() => {}} />
      )}
      </QueryClientProvider>
    </StrictMode>,
  );
}
if (query.has('late')) setTimeout(() => void enter(), 300);
