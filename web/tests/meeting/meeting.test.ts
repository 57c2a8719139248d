import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noDevices, type MediaDevicesPort } from '../../src/client/devices';
import type { EndReason } from '../../src/client/room';
import { FakeMeetingApi } from '../../src/meeting/fake/fakeMeetingApi';
import { plainSettings } from '../../src/client/mediaSettings';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { loadPreferences, savePreferences } from '../../src/client/preferences';
import { Meeting } from '../../src/meeting/meeting';

const devices: MediaDevicesPort = {
  list: () => Promise.resolve(noDevices),
  open: () => Promise.reject(new Error('unused')),
  watch: () => () => {},
};
const grant = { token: '', serverUrl: '', identity: 'me', name: 'Moi' };
const media = { microphoneOn: true, cameraOn: false, microphoneId: null, cameraId: null, speakerId: null, settings: plainSettings };

let room: FakeRoom;
let meeting: Meeting;
const state = () => meeting.store.getSnapshot();
const notices = () => meeting.notices.store.getSnapshot().map(({ kind, name }) => `${kind} ${name}`.trim());
const large = () => meeting.view.store.getSnapshot().placed.filter(({ part }) => part === 'main').map(({ tile }) => tile.id);
const camera = (identity: string) => state().tiles.find((tile) => tile.id === `${identity}/camera`);

beforeEach(async () => {
  vi.useFakeTimers();
  room = new FakeRoom();
  meeting = new Meeting(room, devices, new FakeMeetingApi(room));
  await meeting.connect(grant, media);
  meeting.view.resize({ width: 1256, height: 714 }, 1);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('entering', () => {
  it('starts as connecting and becomes connected', async () => {
    const fresh = new FakeRoom();
    const other = new Meeting(fresh, devices, new FakeMeetingApi(fresh));
    expect(other.store.getSnapshot().phase).toBe('connecting');
    await other.connect(grant, media);
    expect(other.store.getSnapshot()).toMatchObject({ phase: 'connected', microphoneOn: true, cameraOn: false });
  });

  it('mutes whoever presses mute before the microphone is there', async () => {
    const fresh = new FakeRoom();
    let ready = () => {};
    fresh.devicesReady = new Promise((resolve) => {
      ready = resolve;
    });
    const other = new Meeting(fresh, devices, new FakeMeetingApi(fresh));
    const entered = other.connect(grant, media);
    expect(other.store.getSnapshot()).toMatchObject({ phase: 'connected', microphoneOn: true, cameraOn: false });
    const muted = other.toggleMicrophone();
    expect(fresh.calls).toEqual(['connect']);
    ready();
    await Promise.all([entered, muted]);
    expect(fresh.calls).toEqual(['connect', 'microphone false']);
    expect(other.store.getSnapshot().microphoneOn).toBe(false);
  });

  it('shows a microphone that could not be had as off', async () => {
    const fresh = new FakeRoom();
    const other = new Meeting(fresh, devices, new FakeMeetingApi(fresh));
    const entered = other.connect(grant, media);
    expect(other.store.getSnapshot().microphoneOn).toBe(true);
    await entered;
    fresh.put('me', { microphoneOn: false });
    expect(other.store.getSnapshot().microphoneOn).toBe(false);
  });

  it('does not announce people who were there before', async () => {
    const fresh = new FakeRoom();
    const other = new Meeting(fresh, devices, new FakeMeetingApi(fresh));
    fresh.put('a', { name: 'Ana' });
    await other.connect(grant, media);
    expect(other.notices.store.getSnapshot()).toEqual([]);
    expect(other.store.getSnapshot().people).toHaveLength(2);
  });
});

describe('people', () => {
  it('are announced when they come and go, for five seconds', () => {
    room.put('a', { name: 'Ana' });
    expect(notices()).toEqual(['joined Ana']);
    room.remove('a');
    // That she came is no news of somebody who left.
    expect(notices()).toEqual(['left Ana']);
    vi.advanceTimersByTime(5000);
    expect(notices()).toEqual([]);
  });

  it('are announced four at a time at most', () => {
    room.put('a', { name: 'A' });
    for (let i = 0; i < 5; i++) room.emit({ type: 'joined', identity: `x${i}`, name: `X${i}` });
    expect(notices()).toEqual(['joined X1', 'joined X2', 'joined X3', 'joined X4']);
  });

  it('keep their border between two words and lose it after', () => {
    room.put('a');
    room.emit({ type: 'speakers', identities: ['a'] });
    room.emit({ type: 'speakers', identities: [] });
    expect(camera('a')?.speaking).toBe(true);
    vi.advanceTimersByTime(300);
    room.emit({ type: 'speakers', identities: ['a'] });
    vi.advanceTimersByTime(5000);
    expect(camera('a')?.speaking).toBe(true);
    room.emit({ type: 'speakers', identities: [] });
    vi.advanceTimersByTime(600);
    expect(camera('a')?.speaking).toBe(false);
  });
});

describe('a shared screen', () => {
  it('becomes large, is announced, and the grid comes back when it ends', () => {
    room.put('a', { name: 'Ana' });
    room.put('a', { sharing: true });
    expect(large()).toEqual(['a/screen_share']);
    expect(notices()).toContain('share-started Ana');
    room.put('a', { sharing: false });
    expect(meeting.view.store.getSnapshot().placed.some(({ tile }) => tile.source === 'screen_share')).toBe(false);
  });

  it('is no failure when the person closes the picker', async () => {
    room.failWith = new DOMException('closed', 'NotAllowedError');
    await meeting.toggleShare();
    expect(notices()).toEqual([]);
    expect(state().busy.share).toBe(false);
  });

  it('is announced when it could not start', async () => {
    room.failWith = new DOMException('no', 'NotReadableError');
    await meeting.toggleShare();
    expect(notices()).toEqual(['share-failed']);
  });
});

describe('pinning', () => {
  it('shows a tile large until it is let go', () => {
    room.put('a');
    room.put('b');
    meeting.view.togglePin('a/camera');
    expect(large()).toEqual(['a/camera']);
    meeting.view.togglePin('a/camera');
    expect(large()).toEqual([]);
  });

  it('ends when the person leaves', () => {
    room.put('a');
    room.put('b');
    meeting.view.togglePin('a/camera');
    room.remove('a');
    expect(meeting.view.store.getSnapshot().pins).toEqual([]);
    room.put('a');
    expect(large()).toEqual([]);
  });
});

describe('microphone and camera', () => {
  it('follow the switches', async () => {
    await meeting.toggleMicrophone();
    await meeting.toggleCamera();
    expect(state()).toMatchObject({ microphoneOn: false, cameraOn: true });
  });

  it('ignore a second press while the first is under way', async () => {
    const first = meeting.toggleMicrophone();
    const second = meeting.toggleMicrophone();
    await Promise.all([first, second]);
    expect(room.calls.filter((call) => call.startsWith('microphone'))).toEqual(['microphone false']);
  });

  it('stay off with a word about it when the device fails', async () => {
    room.failWith = new DOMException('no', 'NotFoundError');
    await meeting.toggleCamera();
    expect(state()).toMatchObject({ cameraOn: false, busy: { camera: false } });
    expect(notices()).toEqual(['camera-failed']);
  });

  it('can be changed during the call', async () => {
    await meeting.devices.use('audioinput', 'headset');
    expect(room.calls).toContain('use audioinput headset');
    expect(meeting.devices.store.getSnapshot().active.audioinput).toBe('headset');
  });

  it('keep the old device when the new one fails', async () => {
    room.failWith = new Error('gone');
    await meeting.devices.use('audioinput', 'headset');
    expect(meeting.devices.store.getSnapshot().active.audioinput).toBeNull();
    expect(notices()).toEqual(['device-failed']);
  });
});

describe('a lost connection', () => {
  it('says so, keeps quiet about people who seem to go, and says when it is back', () => {
    room.put('a', { name: 'Ana' });
    meeting.notices.clear();
    room.emit({ type: 'connection', state: 'reconnecting' });
    expect(state().phase).toBe('reconnecting');
    room.remove('a');
    room.put('a', { name: 'Ana' });
    expect(notices()).toEqual([]);
    room.emit({ type: 'connection', state: 'connected' });
    expect(state().phase).toBe('connected');
    expect(notices()).toEqual(['reconnected']);
  });

  it.each<EndReason>(['left', 'duplicate', 'removed', 'banned', 'revoked', 'room_closed', 'server_shutdown', 'connection_lost', 'refused', 'unreachable'])(
    'that ends as “%s” ends the meeting once and for all',
    (reason) => {
      room.put('a');
      room.emit({ type: 'speakers', identities: ['a'] });
      room.emit({ type: 'speakers', identities: [] });
      room.end(reason);
      room.end('left');
      room.put('b');
      expect(state()).toMatchObject({ phase: 'ended', endReason: reason });
      expect(vi.getTimerCount()).toBe(0);
    },
  );
});

it('asks for a click when the browser holds back the sound', async () => {
  room.emit({ type: 'playback', allowed: false });
  expect(state().soundAllowed).toBe(false);
  await meeting.startAudio();
  expect(state().soundAllowed).toBe(true);
});

it('tells screens only when something changed', () => {
  room.put('a');
  let told = 0;
  const stop = meeting.store.subscribe(() => told++);
  meeting.view.togglePin('nobody');
  const quiet = told;
  room.put('a', { microphoneOn: false });
  expect(told).toBeGreaterThan(quiet);
  stop();
  room.put('b');
  expect(camera('b')).toBeDefined();
});

describe('speaking while muted', () => {
  /** A voice: syllables and the gaps between them. */
  async function speak(milliseconds: number) {
    for (let i = 0; i < milliseconds / 100; i++) {
      room.level = [0.62, 0.7, 0.2, 0.66, 0.05, 0.61][i % 6] ?? 0;
      await vi.advanceTimersByTimeAsync(100);
    }
  }

  beforeEach(async () => {
    room.put('bruno');
    meeting.notices.clear();
    await meeting.toggleMicrophone();
  });

  it('is pointed out, and one click turns the microphone on', async () => {
    await speak(3000);
    expect(notices()).toEqual(['speaking-muted']);
    meeting.notices.act(meeting.notices.store.getSnapshot()[0]?.id ?? -1, 'unmute');
    await vi.advanceTimersByTimeAsync(0);
    expect(state().microphoneOn).toBe(true);
    expect(notices()).toEqual([]);
  });

  it('is not pointed out any more once the microphone is on', async () => {
    await speak(3000);
    await meeting.toggleMicrophone();
    expect(notices()).toEqual([]);
  });

  it('is never pointed out again to whoever said so', async () => {
    await speak(3000);
    meeting.notices.act(meeting.notices.store.getSnapshot()[0]?.id ?? -1, 'silence');
    expect(loadPreferences().mutedHint).toBe(false);
    await speak(400_000);
    expect(notices()).toEqual([]);
    savePreferences({ mutedHint: true });
  });

  it('matters to nobody while one is alone', async () => {
    room.remove('bruno');
    meeting.notices.clear();
    await speak(3000);
    expect(notices()).toEqual([]);
  });
});

it('a phone’s other camera shows what is before one, and not in a mirror', async () => {
  await meeting.turnCamera();
  expect(room.calls).toContain('use videoinput facing:environment');
  expect(state().cameraFacesAway).toBe(true);
  await meeting.turnCamera();
  expect(room.calls.at(-1)).toBe('use videoinput facing:user');
  expect(state().cameraFacesAway).toBe(false);
  expect(loadPreferences().cameraId).toBeNull();
});
