import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserNetwork } from '../../src/client/network';

// What the browser tells of the network, and what its clock gives away. The page's events are those of an EventTarget of our own.
let page: EventTarget;
let connection: EventTarget;
let told: string[];
let unwatch: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  connection = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('navigator', { onLine: true, connection });
  told = [];
  unwatch = browserNetwork.watch((event) => told.push(event));
});

afterEach(() => {
  unwatch();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the network, as the browser tells it', () => {
  it('goes, comes and changes', () => {
    expect(browserNetwork.online()).toBe(true);
    page.dispatchEvent(new Event('offline'));
    page.dispatchEvent(new Event('online'));
    connection.dispatchEvent(new Event('change'));
    expect(told).toEqual(['offline', 'online', 'moved']);
  });

  it('is looked at again when the machine slept', () => {
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([]);
    // The lid was closed for an hour: no timer ran, and the clock went on.
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(2000);
    expect(told).toEqual(['woken']);
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual(['woken']);
  });

  it('takes a busy machine for no sleep', () => {
    vi.setSystemTime(Date.now() + 8000);
    vi.advanceTimersByTime(2000);
    expect(told).toEqual([]);
  });

  it('is not watched any more once nobody wants to know', () => {
    unwatch();
    page.dispatchEvent(new Event('online'));
    connection.dispatchEvent(new Event('change'));
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('needs no browser that tells of changes', () => {
    vi.stubGlobal('navigator', { onLine: false });
    expect(browserNetwork.online()).toBe(false);
    const other = browserNetwork.watch((event) => told.push(event));
    page.dispatchEvent(new Event('offline'));
    other();
    expect(told).toEqual(['offline', 'offline']);
  });
});
