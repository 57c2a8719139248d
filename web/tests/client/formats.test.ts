import { describe, expect, it } from 'vitest';
import { chatTextLimit, readLegacyChat } from '../../src/client/chatFormat';
import { deviceProblem } from '../../src/client/devices';
import { levelOf } from '../../src/client/levelMeter';

const packet = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

describe('a chat packet of an older client', () => {
  it('is read', () => {
    expect(readLegacyChat(packet({ id: '1', message: 'Bonjour', timestamp: 5 }))).toEqual({ id: '1', text: 'Bonjour', sentAt: 5, to: null, replyTo: null });
  });

  it('is left alone when a text stream says the same', () => {
    expect(readLegacyChat(packet({ id: '1', message: 'Bonjour', timestamp: 5, ignoreLegacy: true }))).toBeNull();
  });

  it('is cut at the limit', () => {
    expect(readLegacyChat(packet({ id: '1', message: 'x'.repeat(9000) }))?.text).toHaveLength(chatTextLimit);
  });

  it.each(['', 'null', '[]', '{', '{"id":1,"message":"x"}', '{"id":"1"}', '"text"'])('that says %s is ignored', (text) => {
    expect(readLegacyChat(packet(text))).toBeNull();
  });

  it('that is no text is ignored', () => {
    expect(readLegacyChat(new Uint8Array([0xff, 0xfe, 0x00]))).toBeNull();
  });
});

it.each([
  ['NotAllowedError', 'blocked'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'in-use'],
  ['TypeError', 'failed'],
])('the browser’s %s means “%s”', (name, problem) => {
  expect(deviceProblem(Object.assign(new Error(name), { name }))).toBe(problem);
});

describe('the level of a microphone', () => {
  const tone = (amplitude: number) => Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin(i / 5));

  it('is zero for silence and for a very low noise', () => {
    expect(levelOf(new Float32Array(1024))).toBe(0);
    expect(levelOf(tone(0.0005))).toBe(0);
  });

  it('rises with loudness and ends at one', () => {
    expect(levelOf(tone(0.02))).toBeGreaterThan(levelOf(tone(0.005)));
    expect(levelOf(tone(1))).toBe(1);
  });
});
