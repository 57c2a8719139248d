import { beforeEach, describe, expect, it, vi, afterEach } from 'vitest';
import { noDevices } from '../../src/client/devices';
import { plainSettings } from '../../src/client/mediaSettings';
import { FakeMeetingApi } from '../../src/meeting/fake/fakeMeetingApi';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { Meeting } from '../../src/meeting/meeting';
import { steadyList } from '../../src/meeting/steady';

describe('what did not change', () => {
  const key = (one: { readonly id: string }) => one.id;
  const before = [{ id: 'a', n: 1 }, { id: 'b', n: 2 }];

  it('is the same object, and the same list', () => {
    expect(steadyList(before, [{ id: 'a', n: 1 }, { id: 'b', n: 2 }], key)).toBe(before);
    const changed = steadyList(before, [{ id: 'a', n: 1 }, { id: 'b', n: 3 }], key);
    expect(changed[0]).toBe(before[0]);
    expect(changed[1]).toEqual({ id: 'b', n: 3 });
    expect(steadyList(before, [{ id: 'b', n: 2 }, { id: 'a', n: 1 }], key)).toEqual([before[1], before[0]]);
    expect(steadyList(before, [{ id: 'a', n: 1 }], key)).toEqual([before[0]]);
  });
});

describe('a crowd', () => {
  let room: FakeRoom;
  let meeting: Meeting;
  let told = 0;

  beforeEach(async () => {
    vi.useFakeTimers();
    room = new FakeRoom();
    meeting = new Meeting(room, { list: () => Promise.resolve(noDevices), open: () => Promise.reject(new Error()), watch: () => () => {} }, new FakeMeetingApi(room));
    await meeting.connect({ token: '', serverUrl: '', identity: 'me', name: 'Moi' }, { microphoneOn: false, cameraOn: false, microphoneId: null, cameraId: null, speakerId: null, settings: plainSettings });
    told = 0;
    meeting.store.subscribe(() => told++);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is told at once while it is none', () => {
    room.put('ana');
    expect(meeting.store.getSnapshot().people).toHaveLength(2);
    expect(told).toBe(1);
  });

  it('of sixty who join at once is told a few times, and nobody is missing', async () => {
    for (let i = 0; i < 60; i++) room.put(`p${i}`, { joinedAt: i });
    expect(told).toBeLessThan(20);
    await vi.advanceTimersByTimeAsync(100);
    expect(meeting.store.getSnapshot().people).toHaveLength(61);
    expect(told).toBeLessThan(20);
  });

  it('in which nothing changes is not told', async () => {
    for (let i = 0; i < 3; i++) room.put(`p${i}`, { joinedAt: i });
    told = 0;
    for (let i = 0; i < 3; i++) room.put(`p${i}`, { joinedAt: i });
    expect(told).toBe(0);
    const [first] = meeting.store.getSnapshot().tiles;
    room.put('p1', { cameraOn: true });
    expect(meeting.store.getSnapshot().tiles[0]).toBe(first);
    expect(told).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toBe(1);
  });
});
