import { expect, it } from 'vitest';
import { isChosenSlug, readRoomCode, suggestSlug } from '../../src/client/roomCode';

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
