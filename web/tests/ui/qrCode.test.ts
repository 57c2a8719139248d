import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { qrCode } from '../../src/ui/qrCode';

const drawn = (text: string) => qrCode(text)?.map((line) => line.map((dark) => (dark ? '#' : '.')).join('')) ?? [];
const print = (text: string) => createHash('sha256').update(drawn(text).join('\n')).digest('hex').slice(0, 16);

it('has the squares by which a camera finds it', () => {
  const rows = drawn('https://visio.exemple.fr/abc-defg-hij');
  expect(rows).toHaveLength(29);
  for (const corner of [rows.slice(0, 7).map((row) => row.slice(0, 7)), rows.slice(0, 7).map((row) => row.slice(-7)), rows.slice(-7).map((row) => row.slice(0, 7))]) {
    expect(corner).toEqual(['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######']);
  }
});

// These were read back by an independent reader when they were written down; all lengths from 1 to 180 bytes were.
it.each([
  ['https://visio.exemple.fr/abc-defg-hij', 'be5d904a30e11e06'],
  ['https://visio.exemple.fr/comite-de-direction-2026', '271c7193a2931233'],
  [`https://réunions.ministère.exemple.fr/${'a'.repeat(60)}`, '7d70a6b6b1aaaf52'],
  ['x'.repeat(180), 'da2d371b971d44d3'],
])('draws %s as a reader knows it', (text, hash) => {
  expect(print(text)).toBe(hash);
});

it('says when a text is too long', () => {
  expect(qrCode('x'.repeat(180))).not.toBeNull();
  expect(qrCode('x'.repeat(181))).toBeNull();
  expect(qrCode('é'.repeat(91))).toBeNull();
});
