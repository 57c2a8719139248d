import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noDevices } from '../../src/client/devices';
import { plainSettings } from '../../src/client/mediaSettings';
import { FakeMeetingApi } from '../../src/meeting/fake/fakeMeetingApi';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { Meeting, type MeetingState } from '../../src/meeting/meeting';
import { numbered } from '../../src/meeting/people';

// What a crowd costs the screens: how often they are told, and how much of what they show is another object than before. Time on a
// machine that does other things too would say less.
const crowd = 60;
let room: FakeRoom;
let meeting: Meeting;

beforeEach(async () => {
  vi.useFakeTimers();
  room = new FakeRoom();
  meeting = new Meeting(room, { list: () => Promise.resolve(noDevices), open: () => Promise.reject(new Error('unused')), watch: () => () => {} }, new FakeMeetingApi(room));
  await meeting.connect({ token: '', serverUrl: '', identity: 'me', name: 'Moi' }, { microphoneOn: true, cameraOn: false, microphoneId: null, cameraId: null, speakerId: null, settings: plainSettings });
  meeting.view.resize({ width: 1256, height: 714 }, 1);
});

afterEach(() => {
  meeting.view.close();
  vi.useRealTimers();
});

/** A person comes in, a moment later their pictures and sound, and now and then somebody begins to speak. */
function comeIn(i: number): void {
  room.put(`p${i}`, { name: `Personne ${i}`, joinedAt: i, microphoneOn: false });
  room.put(`p${i}`, { cameraOn: true });
  room.put(`p${i}`, { microphoneOn: true });
  if (i % 5 === 0) room.emit({ type: 'speakers', identities: [`p${i}`] });
}

/** Counts what the people's rows and the tiles that a screen would draw again come to. */
function count(): { told: number; rows: number; tiles: number } {
  const counted = { told: 0, rows: 0, tiles: 0 };
  let before: MeetingState = meeting.store.getSnapshot();
  meeting.store.subscribe(() => {
    const now = meeting.store.getSnapshot();
    counted.told++;
    counted.rows += now.people.filter((one) => !before.people.includes(one)).length;
    counted.tiles += now.tiles.filter((one) => !before.tiles.includes(one)).length;
    before = now;
  });
  return counted;
}

describe('a crowd', () => {
  it('that comes in within six seconds tells the screens ten times a second at most, and of nobody twice', () => {
    const counted = count();
    for (let i = 0; i < crowd; i++) {
      comeIn(i);
      vi.advanceTimersByTime(100);
    }
    vi.advanceTimersByTime(2000);
    expect(meeting.store.getSnapshot().people).toHaveLength(crowd + 1);
    // The first twelve are told one by one (four events each); then it is once for every tenth of a second.
    expect(counted.told).toBeLessThan(4 * 13 + 10 * 8);
    expect(counted.rows).toBeLessThan(3 * 13 + 2 * crowd);
    // Whoever speaks, or stops, is another picture.
    expect(counted.tiles).toBeLessThan(3 * 13 + 2 * crowd + 4 * (crowd / 5));
  });

  it('that comes in at once is told at once', () => {
    for (let i = 0; i < 14; i++) comeIn(i);
    vi.advanceTimersByTime(1000);
    const counted = count();
    for (let i = 14; i < crowd; i++) comeIn(i);
    vi.advanceTimersByTime(100);
    expect(counted).toEqual({ told: 1, rows: crowd - 14, tiles: expect.closeTo(crowd - 14, -1) });
  });

  it('changes nothing of those who did nothing when somebody speaks', () => {
    for (let i = 0; i < crowd; i++) comeIn(i);
    vi.advanceTimersByTime(5000);
    const { people } = meeting.store.getSnapshot();
    const counted = count();
    room.emit({ type: 'speakers', identities: ['p40'] });
    vi.advanceTimersByTime(100);
    expect(counted).toEqual({ told: 1, rows: 0, tiles: 1 });
    expect(meeting.store.getSnapshot().people).toBe(people);
  });

  it('has each name folded once', () => {
    for (let i = 0; i < crowd; i++) comeIn(i);
    vi.advanceTimersByTime(1000);
    const { people } = meeting.store.getSnapshot();
    numbered(people);
    const normalize = vi.spyOn(String.prototype, 'normalize');
    numbered(people);
    const folded = normalize.mock.calls.length;
    normalize.mockRestore();
    expect(folded).toBe(0);
  });
});
