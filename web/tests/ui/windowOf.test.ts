import { expect, it } from 'vitest';
import { rowsBetween } from '../../src/ui/windowOf';

it.each([
  ['at the top', 0, 500, { first: 0, end: 18 }],
  ['in the middle', 5000, 5500, { first: 92, end: 118 }],
  ['at the end', 9500, 10000, { first: 182, end: 200 }],
  ['above the list', -900, -400, { first: 0, end: 0 }],
  ['far below the list', 30_000, 30_500, { first: 200, end: 200 }],
])('draws what is seen and a few more: %s', (_, from, to, rows) => {
  expect(rowsBetween(from, to, 50, 200)).toEqual(rows);
});

it('draws the first rows before anything was measured', () => {
  expect(rowsBetween(0, 500, 0, 200)).toEqual({ first: 0, end: 16 });
  expect(rowsBetween(0, 500, NaN, 3)).toEqual({ first: 0, end: 3 });
});
