import { expect, it } from 'vitest';
import { readRoomCode } from '../../src/client/roomCode';

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

it.each(['', 'abc', 'abc-defg-hijk', 'abc-defg-h1j', 'https://visio.exemple.fr/', 'https://abcdefghij', '/settings', 'àbc-defg-hij'])(
  '“%s” is no meeting',
  (input) => {
    expect(readRoomCode(input)).toBeNull();
  },
);
