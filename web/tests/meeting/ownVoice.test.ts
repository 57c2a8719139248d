import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hintAgain, OwnVoice } from '../../src/meeting/ownVoice';

let now: { level: number | null; on: boolean; matters: boolean };
let read: number;
let hints: number;
let voice: OwnVoice;

/** Syllables and the gaps between them. */
const speech = [0.62, 0.7, 0.45, 0.2, 0.66, 0.58, 0.3, 0.05, 0.61, 0.7];

async function hear(levels: readonly number[], milliseconds: number) {
  for (let i = 0; i < milliseconds / 100; i++) {
    now.level = levels[i % levels.length] ?? 0;
    await vi.advanceTimersByTimeAsync(100);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  now = { level: 0, on: false, matters: true };
  read = 0;
  hints = 0;
  const level = () => {
    read++;
    return now.level;
  };
  voice = new OwnVoice({ level, isOn: () => now.on, matters: () => now.matters }, () => hints++);
});

afterEach(() => {
  voice.close();
  vi.useRealTimers();
});

describe('somebody who speaks into a muted microphone', () => {
  it('is told so within three seconds', async () => {
    await hear(speech, 3000);
    expect(hints).toBe(1);
  });

  it('is not told again for three minutes, however much they say', async () => {
    await hear(speech, hintAgain);
    expect(hints).toBe(1);
    await hear(speech, 6000);
    expect(hints).toBe(2);
  });
});

describe('nothing is said about', () => {
  it('a room, a cough or a door', async () => {
    await hear([0.1, 0.15], 5000);
    await hear([0.9, 0.8, 0.5], 300);
    await hear([0.1], 5000);
    expect(hints).toBe(0);
  });

  it('a fan, however loud', async () => {
    await hear([0.6, 0.61, 0.6, 0.62], 10_000);
    expect(hints).toBe(0);
  });

  it('typing', async () => {
    await hear([0.5, 0.1, 0.05, 0.05, 0.45, 0.05, 0.1, 0.05], 10_000);
    expect(hints).toBe(0);
  });

  it('what is heard while the microphone is on, nor its last words before it was muted', async () => {
    now.on = true;
    await hear(speech, 5000);
    now.on = false;
    await hear(speech, 1000);
    await hear([0.05], 5000);
    expect(hints).toBe(0);
  });

  it('a microphone that is closed', async () => {
    now.level = null;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(hints).toBe(0);
  });
});

it('does not even listen where nobody is there to be spoken to, or nobody wants to be told', async () => {
  now.matters = false;
  await hear(speech, 5000);
  expect([hints, read]).toEqual([0, 0]);
});
