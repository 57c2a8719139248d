import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SignallingMemory } from '../../../src/client/signalling/signallingWay';
import { SignallingSocket } from '../../../src/client/signalling/signallingSocket';
import { FakeServer, FakeSocket, frame, stubPage } from './fakes';

const url = 'wss://visio.example/rtc/v1?access_token=abc&join_request=xyz';
let server: FakeServer;
let memory: SignallingMemory;
let told: string[];

const decode = (data: unknown) => new TextDecoder().decode(data as ArrayBuffer);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

function open(): SignallingSocket {
  const socket = new SignallingSocket(url, memory, (address) => new FakeSocket(address) as unknown as WebSocket);
  socket.onopen = () => told.push('open');
  socket.onmessage = ({ data }) => told.push(decode(data));
  socket.addEventListener('error', () => told.push('error'));
  socket.addEventListener('close', (event) => told.push(`close ${(event as CloseEvent).code}`));
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  memory = new SignallingMemory();
  server = new FakeServer();
  stubPage(server.network);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a socket for signalling', () => {
  it('is the WebSocket where that works', async () => {
    const socket = open();
    const [native] = FakeSocket.all;
    native?.hears('join');
    socket.send(new Uint8Array([1]));
    native?.ends(1000);
    await pass(10_000);
    expect(told).toEqual(['open', 'join', 'close 1000']);
    expect(native?.sent).toHaveLength(1);
    expect(server.requests).toEqual([]);
    expect(memory.current()).toEqual({ transport: 'websocket', reason: null });
  });

  it('goes on over requests at once when the upgrade fails, and remembers it', async () => {
    const socket = open();
    FakeSocket.all[0]?.ends(1006);
    server.say(frame('join'));
    await pass(10);
    socket.send(new TextEncoder().encode('offer'));
    await pass(10);
    expect(told).toEqual(['open', 'join']);
    expect(server.heard).toEqual(['offer']);
    expect(memory.current()).toEqual({ transport: 'http', reason: 'blocked' });

    open();
    await pass(10);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('goes on over requests within two seconds and a half when nothing comes over it, though requests are answered', async () => {
    open();
    server.say(frame('join'));
    await pass(1400);
    expect(told).toEqual([]);
    await pass(700);
    expect(told).toEqual(['open', 'join']);
    expect(FakeSocket.all[0]?.closed).not.toBeNull();
    expect(memory.current()?.reason).toBe('silent');
    // What the given up WebSocket still says is not heard.
    FakeSocket.all[0]?.hears('late');
    FakeSocket.all[0]?.ends(1006);
    await pass(10);
    expect(told).toEqual(['open', 'join']);
  });

  it('waits for the WebSocket as long as requests are no faster', async () => {
    const slow = () => new Promise<Response>((resolve) => setTimeout(() => resolve(new Response('success')), 5000));
    stubPage(slow);
    open();
    await pass(6000);
    expect(told).toEqual([]);
    FakeSocket.all[0]?.hears('join');
    await pass(5000);
    expect(told).toEqual(['open', 'join']);
    expect(memory.fallback()).toBeNull();
  });

  it('fails as a WebSocket does when neither gets through', async () => {
    server.trouble.push('cut');
    open();
    FakeSocket.all[0]?.ends(1006);
    await pass(100);
    expect(told).toEqual(['error', 'close 1006']);
    expect(memory.fallback()).toBeNull();
  });

  it('goes over requests when WebSockets are cut again and again', async () => {
    for (let i = 0; i < 3; i++) {
      expect(memory.fallback()).toBeNull();
      open();
      FakeSocket.all.at(-1)?.hears('join');
      FakeSocket.all.at(-1)?.ends(1006);
      await pass(20_000);
    }
    open();
    await pass(10);
    expect(FakeSocket.all).toHaveLength(3);
    expect(memory.current()).toEqual({ transport: 'http', reason: 'cut' });
    memory.forget();
    open();
    expect(FakeSocket.all).toHaveLength(4);
  });

  it('tries a WebSocket again next time where one has worked: a server that starts refuses some, or is slow, too', async () => {
    open();
    FakeSocket.all[0]?.hears('join');
    FakeSocket.all[0]?.ends(1006);
    await pass(1000);
    open();
    FakeSocket.all[1]?.ends(1006);
    server.say(frame('join'));
    await pass(10);
    expect(memory.current()).toEqual({ transport: 'http', reason: 'blocked' });
    open();
    expect(FakeSocket.all).toHaveLength(3);
    // Another network may let none through.
    memory.forget();
    FakeSocket.all[2]?.ends(1006);
    await pass(10);
    expect(memory.fallback()).toBe('blocked');
  });

  it('takes cuts that are far apart for accidents', async () => {
    for (let i = 0; i < 4; i++) {
      open();
      FakeSocket.all.at(-1)?.hears('join');
      FakeSocket.all.at(-1)?.ends(1006);
      await pass(4 * 60_000);
    }
    expect(memory.fallback()).toBeNull();
  });

  it('can be given up before it is open', async () => {
    const socket = open();
    socket.close();
    await pass(10_000);
    expect(told).toEqual(['error', 'close 1006']);
    expect(server.requests).toEqual([]);
  });
});
