import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PolledSignalling } from '../../../src/client/signalling/polledSignalling';
import { closeFrame, readFrames, writeFrames } from '../../../src/client/signalling/signalFrames';
import { FakeServer, frame, stubPage, textOf } from './fakes';

let server: FakeServer;
let page: EventTarget;
let told: string[];

const start = (url = 'wss://visio.example/rtc/v1?access_token=abc&join_request=xyz') =>
  new PolledSignalling(url, {
    opened: () => told.push('opened'),
    received: (one) => told.push(textOf(one)),
    closed: (code, reason) => told.push(`closed ${code} ${reason}`),
  });
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  server = new FakeServer();
  page = stubPage(server.network);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('frames', () => {
  it('are read as they were written', () => {
    const frames = [frame('one'), frame(''), closeFrame(4001, 'fin')];
    expect(readFrames(writeFrames(frames).buffer)).toEqual(frames);
  });

  it.each(['<!doctype html>', '\u0002\u0000\u0000', '\u0002\u0000\u0000\u0000\u0009x'])('of something else are none: %j', (text) => {
    expect(readFrames(new TextEncoder().encode(text).buffer)).toBeNull();
  });
});

describe('signalling over requests', () => {
  it('joins with the token as a header and the rest as a form, so that neither stands in an address', async () => {
    start();
    await pass(0);
    expect(server.joined).toEqual({ token: 'Bearer abc', form: 'join_request=xyz' });
    expect(server.requests[0]).toBe('POST /rtc/v1/http');
    expect(told).toEqual(['opened']);
  });

  it('hears everything in order, and waits for more', async () => {
    start('wss://visio.example/media/rtc?access_token=abc');
    server.say(frame('a'), frame('b'));
    await pass(100);
    server.say(frame('c'));
    await pass(20_000);
    expect(told).toEqual(['opened', 'a', 'b', 'c']);
    expect(server.requests.slice(0, 4)).toEqual([
      'POST /media/rtc/http',
      'GET /media/rtc/http/messages?after=0',
      'GET /media/rtc/http/messages?after=2',
      'GET /media/rtc/http/messages?after=3',
    ]);
    // Eight seconds each: nobody who counts a minute of silence finds one.
    expect(server.requests.length).toBeLessThanOrEqual(7);
  });

  it('loses nothing and hears nothing twice when answers are cut, replaced or lost', async () => {
    const link = start();
    await pass(0);
    server.trouble.push('lost', new Response('<h1>Proxy</h1>'), new Response('', { status: 503 }), 'cut');
    server.say(frame('a'));
    await pass(10_000);
    link.send(frame('1'));
    link.send(frame('2'));
    server.say(frame('b'));
    await pass(10_000);
    expect(told).toEqual(['opened', 'a', 'b']);
    expect(server.heard).toEqual(['1', '2']);
  });

  it('says everything once and in order when the answer to it is lost', async () => {
    const link = start();
    await pass(0);
    server.trouble.push('lost');
    link.send(frame('1'));
    link.send(frame('2'));
    link.send(frame('3'));
    await pass(5000);
    expect(server.heard).toEqual(['1', '2', '3']);
  });

  it('is over when the server is out of reach for twenty seconds, and not before', async () => {
    start();
    await pass(0);
    server.trouble.push(...Array.from({ length: 100 }, () => 'cut' as const));
    server.say(frame('never'));
    await pass(19_000);
    expect(told).toEqual(['opened', 'never'].slice(0, told.length));
    await pass(12_000);
    expect(told.at(-1)).toBe('closed 1006 ');
  });

  it('is over when the server does not know it any more', async () => {
    start();
    await pass(0);
    server.trouble.push(new Response('', { status: 410 }));
    await pass(10_000);
    expect(told).toEqual(['opened', 'closed 1006 ']);
  });

  it('hears why the server closes, and answers the close', async () => {
    start();
    await pass(0);
    server.say(frame('leave'), closeFrame(1000, 'bye'));
    await pass(100);
    expect(told).toEqual(['opened', 'leave', 'closed 1000 bye']);
    expect(server.heard).toEqual(['close']);
    const requests = server.requests.length;
    await pass(60_000);
    expect(server.requests.length).toBe(requests);
  });

  it('tells the close in a task of its own, as a WebSocket does: who hears that the server says goodbye has taken why', async () => {
    const link = new PolledSignalling('wss://visio.example/rtc/v1?access_token=abc', {
      opened: () => {},
      received: async (one) => {
        for (let step = 0; step < 50; step++) await Promise.resolve();
        told.push(textOf(one));
      },
      closed: (code) => told.push(`closed ${code}`),
    });
    server.say(frame('leave'), closeFrame(1000, ''));
    await pass(100);
    expect(told).toEqual(['leave', 'closed 1000']);
    link.close(1000, '');
  });

  it('closes after what was said before', async () => {
    const link = start();
    await pass(0);
    link.send(frame('leave'));
    link.close(1000, '');
    await pass(2000);
    expect(server.heard).toEqual(['leave', 'close']);
    expect(told).toEqual(['opened', 'closed 1000 ']);
  });

  it('answers the close with what is under way, and ends the request that had it', async () => {
    const link = start();
    await pass(0);
    let ended = false;
    vi.stubGlobal('fetch', (url: URL, init: RequestInit) => {
      if (init.method !== 'POST' || ended) return server.network(new URL(url), init);
      return new Promise((_, reject) => init.signal?.addEventListener('abort', () => ((ended = true), reject(new DOMException('', 'AbortError')))));
    });
    link.send(frame('1'));
    server.say(closeFrame(1000, 'bye'));
    await pass(100);
    expect(ended).toBe(true);
    expect(server.heard).toEqual(['1', 'close']);
  });

  it('says what is left at once when the page goes, though a request is under way', async () => {
    const link = start();
    await pass(0);
    vi.stubGlobal('fetch', (url: URL, init: RequestInit) => {
      if (String(url).includes('first=0') && server.heard.length === 0 && !server.requests.includes('stuck')) {
        server.requests.push('stuck');
        return new Promise(() => {});
      }
      return server.network(new URL(url), init);
    });
    link.send(frame('1'));
    page.dispatchEvent(new Event('pagehide'));
    link.send(frame('leave'));
    await pass(0);
    expect(server.heard).toEqual(['1', 'leave']);
  });

  it('is refused as a WebSocket is', async () => {
    server.trouble.push(new Response('room is full', { status: 503 }));
    start();
    await pass(100);
    expect(told).toEqual(['closed 1006 ']);
  });

  it('gives up a message that is too large', async () => {
    const link = start();
    await pass(0);
    server.trouble.push(new Response('', { status: 413 }));
    link.send(frame('x'));
    await pass(100);
    expect(told).toEqual(['opened', 'closed 1009 signalling message too large']);
  });
});
