import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noDevices } from '../../src/client/devices';
import { plainSettings } from '../../src/client/mediaSettings';
import type { NetworkPort } from '../../src/client/network';
import { Connection } from '../../src/meeting/connection';
import { FakeMeetingApi } from '../../src/meeting/fake/fakeMeetingApi';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { calm } from '../../src/meeting/health';
import { Meeting } from '../../src/meeting/meeting';
import { stats, voice } from './signs';

type Told = Parameters<Parameters<NetworkPort['watch']>[0]>[0];

class FakeNetwork implements NetworkPort {
  watching = false;
  private told: (event: Told) => void = () => {};
  online = () => true;
  watch(told: (event: Told) => void) {
    this.told = told;
    this.watching = true;
    return () => {
      this.watching = false;
    };
  }
  say(event: Told) {
    this.told(event);
  }
}

let network: FakeNetwork;
let room: FakeRoom;
const tries = () => room.calls.filter((call) => call === 'reconnect').length;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  network = new FakeNetwork();
  room = new FakeRoom();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a connection', () => {
  let connection: Connection;
  let heartbeat = 0;
  const beat = (grown: number) => connection.observe(stats({ route: { ...stats().route, heartbeat: (heartbeat += grown) } }));
  const silence = (samples: number) => {
    for (let i = 0; i < samples; i++) beat(0);
  };

  beforeEach(() => {
    heartbeat = 1;
    connection = new Connection(room, network);
    beat(1000);
  });

  it('says since when it is lost', () => {
    connection.setLost(true);
    vi.advanceTimersByTime(5000);
    connection.setLost(true);
    expect(connection.store.getSnapshot().lostSince).toBe(1_000_000);
    connection.setLost(false);
    expect(connection.store.getSnapshot().lostSince).toBeNull();
  });

  it('is tried at once when asked, and not twice at once', () => {
    connection.setLost(true);
    connection.tryNow();
    connection.tryNow();
    expect(tries()).toBe(1);
    expect(connection.store.getSnapshot().trying).toBe(true);
    vi.advanceTimersByTime(3000);
    expect(connection.store.getSnapshot().trying).toBe(false);
    connection.tryNow();
    expect(tries()).toBe(2);
  });

  it('is tried at once when the network is back, and left alone if it was never lost', () => {
    network.say('offline');
    expect(connection.store.getSnapshot().online).toBe(false);
    network.say('online');
    expect(tries()).toBe(0);
    connection.setLost(true);
    network.say('offline');
    network.say('online');
    expect(tries()).toBe(1);
    expect(connection.store.getSnapshot().online).toBe(true);
  });

  it('is known to be cut when nothing comes in for eight seconds', () => {
    silence(3);
    beat(1);
    silence(3);
    expect(tries()).toBe(0);
    silence(1);
    expect(tries()).toBe(1);
  });

  it.each(['woken', 'moved'] as const)('is doubted sooner: %s', (event) => {
    network.say(event);
    silence(2);
    expect(tries()).toBe(1);
  });

  it('is trusted again some seconds after that', () => {
    network.say('woken');
    for (let i = 0; i < 5; i++) beat(10);
    silence(3);
    expect(tries()).toBe(0);
  });

  it('is not watched any more once it is closed', () => {
    connection.close();
    expect(network.watching).toBe(false);
  });
});

describe('a reconnection', () => {
  let meeting: Meeting;
  let server: FakeMeetingApi;
  const state = () => meeting.store.getSnapshot();
  const large = () => meeting.view.store.getSnapshot().placed.filter(({ part }) => part === 'main').map(({ tile }) => tile.id);
  const names = () => state().tiles.map((tile) => tile.identity);

  beforeEach(async () => {
    server = new FakeMeetingApi(room);
    const devices = { list: () => Promise.resolve(noDevices), open: () => Promise.reject(new Error()), watch: () => () => {} };
    meeting = new Meeting(room, devices, server, { ...calm, network });
    await meeting.connect({ token: '', serverUrl: '', identity: 'me', name: 'Moi' }, { microphoneOn: true, cameraOn: true, microphoneId: null, cameraId: null, speakerId: null, settings: plainSettings });
    room.put('me', { role: 'member' });
    room.put('ana', { joinedAt: 1 });
    room.put('ben', { joinedAt: 2 });
    meeting.view.resize({ width: 1000, height: 700 }, 1);
    meeting.view.togglePin('ben/camera');
    meeting.notices.clear();
  });

  async function lose() {
    room.emit({ type: 'connection', state: 'reconnecting' });
    room.remove('ana');
    room.remove('ben');
    await vi.advanceTimersByTimeAsync(4000);
  }

  it('keeps everybody in their place and the pin, and announces nobody', async () => {
    await lose();
    expect(names()).toEqual(['ana', 'ben', 'me']);
    expect(large()).toEqual(['ben/camera']);
    expect(state().people.find((one) => one.identity === 'ana')).toMatchObject({ link: 'lost', camera: null });
    room.emit({ type: 'connection', state: 'connected' });
    expect(names()).toEqual(['ana', 'ben', 'me']);
    room.put('ben', { joinedAt: 2 });
    await vi.advanceTimersByTimeAsync(5000);
    room.put('ana', { joinedAt: 1 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(names()).toEqual(['ana', 'ben', 'me']);
    expect(large()).toEqual(['ben/camera']);
    expect(state().people.find((one) => one.identity === 'ana')).toMatchObject({ link: 'good' });
    expect(meeting.notices.store.getSnapshot().filter((notice) => notice.kind !== 'reconnected')).toEqual([]);
  });

  it('lets go of those who did not come back', async () => {
    await lose();
    room.emit({ type: 'connection', state: 'connected' });
    room.put('ana', { joinedAt: 1 });
    await vi.advanceTimersByTimeAsync(8000);
    expect(names()).toEqual(['ana', 'me']);
    expect(meeting.view.store.getSnapshot().pins).toEqual([]);
  });

  it('raises the hand again that a new server does not know of', async () => {
    room.put('me', { handSince: 5 });
    await lose();
    room.put('me', { handSince: null });
    room.emit({ type: 'connection', state: 'connected' });
    await vi.advanceTimersByTimeAsync(8000);
    expect(server.calls).toEqual(['raiseHand me true']);
    expect(state().self?.handSince).not.toBeNull();
  });

  it('leaves the hand alone that the server kept', async () => {
    room.put('me', { handSince: 5 });
    await lose();
    room.emit({ type: 'connection', state: 'connected' });
    await vi.advanceTimersByTimeAsync(8000);
    expect(server.calls).toEqual([]);
  });

  it('keeps what was written and not sent, and what was read', async () => {
    room.emit({ type: 'chat', message: { id: '1', from: 'ana', text: 'Bonjour', sentAt: 1, to: null, replyTo: null } });
    await lose();
    room.emit({ type: 'connection', state: 'connected' });
    expect(meeting.chat.store.getSnapshot().messages.map((one) => one.text)).toEqual(['Bonjour']);
  });

  it('ends with the meeting: nothing is watched afterwards', async () => {
    room.end('left');
    expect(network.watching).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells whose sound does not arrive by their name', async () => {
    room.measured = stats({ received: [voice('ben')] });
    await vi.advanceTimersByTimeAsync(14_000);
    expect(room.calls).toContain('renew ana');
    expect(meeting.notices.store.getSnapshot()).toMatchObject([{ kind: 'no-sound', name: 'ana' }]);
  });

  it('measures nothing while there is no connection', async () => {
    await lose();
    const measure = vi.spyOn(room, 'stats');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(measure).not.toHaveBeenCalled();
    room.emit({ type: 'connection', state: 'connected' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(measure).toHaveBeenCalledTimes(5);
  });
});
