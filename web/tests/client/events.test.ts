import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventStream, type EventSourceLike } from '../../src/client/events';

class Source implements EventSourceLike {
  static all: Source[] = [];
  readyState = 0;
  onopen: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  private readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();

  constructor() {
    Source.all.push(this);
  }

  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(name, listener);
  }

  close(): void {
    this.readyState = 2;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.(new Event('open'));
  }

  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.onerror?.(new Event('error'));
  }

  send(name: string, data: string): void {
    this.listeners.get(name)?.({ data } as MessageEvent<string>);
  }
}

const page = new EventTarget();
const newest = () => Source.all.at(-1) as Source;
let told: string[];
let paths: string[];
let stream: EventStream;

beforeEach(() => {
  vi.useFakeTimers();
  Source.all = [];
  told = [];
  paths = [];
  stream = new EventStream(
    '/events',
    ['lobby'],
    { onEvent: (name, data) => told.push(`${name} ${JSON.stringify(data)}`), onState: (state) => told.push(state), onRefused: () => told.push('refused') },
    (path) => {
      paths.push(path);
      return new Source();
    },
    page,
  );
});

afterEach(() => {
  stream.close();
  vi.useRealTimers();
});

describe('a stream of events', () => {
  it('tells what arrives, and nothing that it was not asked for', () => {
    newest().open();
    newest().send('lobby', '{"slug":"a"}');
    newest().send('lobby', 'not json');
    newest().send('ping', '{}');
    newest().send('other', '{}');
    expect(told).toEqual(['open', 'lobby {"slug":"a"}', 'lobby null']);
  });

  it('leaves reconnecting to the browser while the browser tries', () => {
    newest().open();
    newest().fail(0);
    vi.advanceTimersByTime(5000);
    expect(Source.all).toHaveLength(1);
    newest().open();
    expect(told).toEqual(['open', 'lost', 'open']);
  });

  it('tries again after a refusal, with growing pauses', () => {
    newest().fail(2);
    expect(told).toEqual(['lost', 'refused']);
    vi.advanceTimersByTime(1000);
    expect(Source.all).toHaveLength(2);
    newest().fail(2);
    vi.advanceTimersByTime(1000);
    expect(Source.all).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(Source.all).toHaveLength(3);
  });

  it('is opened anew after fifty seconds of silence, and not while something is heard', () => {
    newest().open();
    newest().send('ping', '{}');
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(20_000);
      newest().send('ping', '{}');
    }
    expect(Source.all).toHaveLength(1);
    vi.advanceTimersByTime(50_000);
    expect(Source.all).toHaveLength(2);
    expect(Source.all[0]?.readyState).toBe(2);
    expect(told.at(-1)).toBe('lost');
  });

  it('asks for answers that end where a proxy holds back those that do not', () => {
    // Nothing comes, not even the beginning.
    vi.advanceTimersByTime(8000);
    expect(paths).toEqual(['/events', '/events?brief=true']);
    expect(Source.all[0]?.readyState).toBe(2);
    newest().open();
    newest().send('ping', '{}');
    newest().send('lobby', '{"slug":"a"}');
    for (let i = 0; i < 5; i++) {
      // The answer ends; the browser asks again a second later.
      newest().fail(0);
      vi.advanceTimersByTime(1000);
      newest().open();
      newest().send('ping', '{}');
      vi.advanceTimersByTime(8000);
    }
    expect(told).toEqual(['open', 'lobby {"slug":"a"}']);
    expect(Source.all).toHaveLength(2);
    newest().fail(0);
    vi.advanceTimersByTime(10_000);
    expect(told.at(-1)).toBe('lost');
    expect(paths.at(-1)).toBe('/events?brief=true');
  });

  it('is not asked to end where something has come once', () => {
    newest().open();
    newest().send('ping', '{}');
    vi.advanceTimersByTime(50_000);
    expect(paths).toEqual(['/events', '/events']);
  });

  it('tries at once when the network is back', () => {
    newest().fail(2);
    page.dispatchEvent(new Event('online'));
    expect(Source.all).toHaveLength(2);
    newest().open();
    page.dispatchEvent(new Event('visibilitychange'));
    expect(Source.all).toHaveLength(2);
  });

  it('is lost at once with the network, and back at once with it', () => {
    newest().open();
    page.dispatchEvent(new Event('offline'));
    expect(told).toEqual(['open', 'lost']);
    expect(newest().readyState).toBe(2);
    page.dispatchEvent(new Event('online'));
    newest().open();
    expect(told).toEqual(['open', 'lost', 'open']);
    vi.advanceTimersByTime(5000);
    expect(Source.all).toHaveLength(2);
  });

  it('says nothing more once it is closed', () => {
    const first = newest();
    first.open();
    stream.close();
    first.send('lobby', '{}');
    first.fail(2);
    page.dispatchEvent(new Event('online'));
    vi.advanceTimersByTime(100_000);
    expect(Source.all).toHaveLength(1);
    expect(told).toEqual(['open']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
