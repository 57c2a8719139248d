import { expect, it } from 'vitest';
import { findMeeting, isChosenSlug, readRoomCode, suggestSlug } from '../../src/client/roomCode';

it.each([
  'abc-defg-hij',
  'ABCDEFGHIJ',
  ' abc defg hij ',
  'abc–defg–hij',
  '/abc-defg-hij',
  'https://visio.exemple.fr/abc-defg-hij',
  'https://visio.exemple.fr/abc-defg-hij/?a=b#c',
  'visio.exemple.fr/ABC-DEFG-HIJ',
  'http://localhost:8080/abcdefghij',
])('“%s” is the meeting abc-defg-hij', (input) => {
  expect(readRoomCode(input)).toBe('abc-defg-hij');
});

it.each([
  ['equipe-dsi', 'equipe-dsi'],
  ['Equipe-DSI', 'equipe-dsi'],
  ['https://visio.exemple.fr/comite-2026?x=1', 'comite-2026'],
  ['/salle-101/', 'salle-101'],
  ['abc-defg-h1j', 'abc-defg-h1j'],
])('“%s” is the meeting with the chosen name %s', (input, slug) => {
  expect(readRoomCode(input)).toBe(slug);
});

it.each(['', 'ab', '-abc', 'abc-', 'a--b', 'https://visio.exemple.fr/', 'https://abcdefghij', '/settings', '/sign-in', '/rooms/equipe-dsi/settings', 'àbc-defg-hij', 'équipe dsi', 'x'.repeat(61), '/%00'])(
  '“%s” is no meeting',
  (input) => {
    expect(readRoomCode(input)).toBeNull();
  },
);

it('a name for a link is suggested from the title', () => {
  expect(suggestSlug('Comité de direction – été 2026 !')).toBe('comite-de-direction-ete-2026');
  expect(isChosenSlug(suggestSlug('Comité de direction – été 2026 !'))).toBe(true);
  expect(suggestSlug('会議')).toBe('');
});

const site = 'https://visio.exemple.fr';

it.each([
  ['a code as people say it', ' ABC defg hij ', 'abc-defg-hij'],
  ['a link with a space before and after it', '  https://visio.exemple.fr/abc-defg-hij ', 'abc-defg-hij'],
  ['an invitation', `Comité de direction\n\nPour rejoindre la réunion, ouvrez ce lien dans un navigateur :\n${site}/abc-defg-hij\n\nOu allez sur ${site} et saisissez le code abc-defg-hij.`, 'abc-defg-hij'],
  ['an invitation to a chosen link, with a signature', `Bonjour,\nà demain : ${site}/comite-2026.\n--\nhttps://www.exemple.fr/equipe`, 'comite-2026'],
  ['a link before ours', `Voir https://docs.exemple.fr/notes puis ${site}/comite-2026`, 'comite-2026'],
  ['a link in brackets', `Salle (<${site}/abc-defg-hij>)`, 'abc-defg-hij'],
  ['a code in a sentence', 'Le code est ABC-DEFG-HIJ, à tout de suite', 'abc-defg-hij'],
  ['a code of another site', 'https://autre.exemple.org/abc-defg-hij et voilà', 'abc-defg-hij'],
  ['a link with a port', 'Venez : http://localhost:8080/abcdefghij !', null],
])('%s leads to the meeting', (_, text, slug) => {
  expect(findMeeting(text, site)).toBe(slug);
});

it('the links of this server are known with their port', () => {
  expect(findMeeting('Venez : http://localhost:8080/abcdefghij !', 'http://localhost:8080')).toBe('abc-defg-hij');
});

it.each(['', 'bonjour à tous', 'rendez-vous à dix heures', 'https://visio.exemple.fr/', 'voir https://docs.exemple.fr/notes', 'abcdefghijk lmnop'])('“%s” leads nowhere', (text) => {
  expect(findMeeting(text, site)).toBeNull();
});

it('a long text is read in no time', () => {
  const started = performance.now();
  findMeeting('abc-'.repeat(50_000), site);
  findMeeting('a.b/'.repeat(50_000), site);
  expect(performance.now() - started).toBeLessThan(1000);
});
