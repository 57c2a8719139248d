import { describe, expect, it } from 'vitest';
import { dataLimit, readData } from '../../src/client/dataFormat';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('what another client sends', () => {
  it.each([['{"emoji":"👍"}', { emoji: '👍' }], ['null', null], ['[1]', [1]]])('is read: %s', (text, value) => {
    expect(readData(bytes(text))).toEqual(value);
  });

  it.each(['', '{', 'hello', 'undefined'])('is ignored when it is no JSON: %s', (text) => {
    expect(readData(bytes(text))).toBeUndefined();
  });

  it('is ignored when it is no text', () => {
    expect(readData(new Uint8Array([0x22, 0xff, 0x22]))).toBeUndefined();
  });

  it('is ignored when it is too long', () => {
    expect(readData(bytes(JSON.stringify('x'.repeat(dataLimit - 2))))).toHaveLength(dataLimit - 2);
    expect(readData(bytes(JSON.stringify('x'.repeat(dataLimit - 1))))).toBeUndefined();
  });
});
