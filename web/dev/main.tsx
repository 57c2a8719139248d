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
import { FakeRoom } from '../src/meeting/fake/fakeRoom';
import { Meeting } from '../src/meeting/meeting';
import '../src/ui/base.css';
import { drawnPerson, drawnScreen } from './drawn';

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
const meeting = new Meeting(room, ports);
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
  });
}
meeting.notices.clear();
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
      {ended !== null ? (
        <EndedScreen reason={ended as EndReason} title="Comité de direction" onRejoin={() => {}} onHome={() => {}} />
      ) : (
        <CallPage meeting={meeting} title="Comité de direction" link={`${location.origin}/abc-defg-hij`} onEnded={() => {}} />
      )}
    </StrictMode>,
  );
}
