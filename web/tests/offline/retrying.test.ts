import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Retrying } from '../../src/offline/retrying';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function offline() {
  const state = { up: false, asked: 0, opened: 0, told: [] as number[] };
  const retrying = new Retrying({
    ask: () => {
      state.asked++;
      return Promise.resolve(state.up);
    },
    open: () => void state.opened++,
    tell: (seconds) => void state.told.push(seconds),
  });
  return { state, retrying };
}

it('asks ever more seldom until the server answers, and says when', async () => {
  const { state, retrying } = offline();
  retrying.start();
  await vi.advanceTimersByTimeAsync(2999);
  expect([state.asked, state.told]).toEqual([0, [3, 2, 1]]);
  await vi.advanceTimersByTimeAsync(1);
  expect(state.asked).toBe(1);
  await vi.advanceTimersByTimeAsync(3_600_000);
  // 3, 5, 10 and 20 s, then twice a minute.
  expect(state.asked).toBeGreaterThan(110);
  expect(state.asked).toBeLessThan(130);
  state.up = true;
  await vi.advanceTimersByTimeAsync(31_000);
  expect(state.opened).toBe(1);
  const { asked } = state;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(state.asked).toBe(asked);
});

it('asks at once when somebody wants it, and only once at a time', async () => {
  const { state, retrying } = offline();
  retrying.start();
  void retrying.now();
  void retrying.now();
  await vi.advanceTimersByTimeAsync(0);
  expect(state.asked).toBe(1);
  await vi.advanceTimersByTimeAsync(4999);
  expect(state.asked).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(state.asked).toBe(2);
});
