import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { noLimits, Receive, wantedVideos, type ReceiveLimits, type SeenPicture } from '../../src/meeting/receive';

const camera = (identity: string, width = 320, height = 180): SeenPicture => ({ identity, source: 'camera', width, height });
const screen = (identity: string, width = 1000, height = 600): SeenPicture => ({ identity, source: 'screen_share', width, height });
const limits = (change: Partial<ReceiveLimits>): ReceiveLimits => ({ ...noLimits, ...change });

describe('what is wanted', () => {
  it('is what is seen, in device pixels, rounded up to steps', () => {
    expect(wantedVideos([camera('a', 300, 170)], noLimits, null, 2)).toEqual([{ identity: 'a', source: 'camera', width: 608, height: 352 }]);
  });

  it('is the larger size of a picture that is seen twice', () => {
    expect(wantedVideos([camera('a', 320, 160), camera('a', 640, 320)], noLimits, null, 1)).toEqual([{ identity: 'a', source: 'camera', width: 640, height: 320 }]);
  });

  it('keeps a camera’s shape when its height is limited, and leaves a screen readable', () => {
    const wanted = wantedVideos([camera('a', 1280, 720), screen('b', 1280, 720)], limits({ height: 192 }), null, 2);
    expect(wanted).toContainEqual({ identity: 'a', source: 'camera', width: 352, height: 192 });
    expect(wanted).toContainEqual({ identity: 'b', source: 'screen_share', width: 2560, height: 1440 });
  });

  it.each(Array.from({ length: 8 }, (_, i) => i))('is at most %i cameras when so many are allowed, whoever speaks among them', (tiles) => {
    const wanted = wantedVideos([screen('x'), ...['a', 'b', 'c', 'd', 'e', 'f'].map((one) => camera(one))], limits({ tiles }), 'f', 1);
    expect(wanted.filter((one) => one.source === 'camera')).toHaveLength(Math.min(6, tiles));
    expect(wanted.filter((one) => one.source === 'screen_share')).toHaveLength(1);
    if (tiles > 0) expect(wanted.some((one) => one.identity === 'f')).toBe(true);
  });

  it('is the speaker alone, or no camera at all, when so little is allowed', () => {
    const seen = [screen('x'), camera('a'), camera('b')];
    expect(wantedVideos(seen, limits({ cameras: 'speaker' }), 'b', 1).map((one) => one.identity)).toEqual(['x', 'b']);
    expect(wantedVideos(seen, limits({ cameras: 'speaker' }), null, 1).map((one) => one.identity)).toEqual(['x']);
    expect(wantedVideos(seen, limits({ cameras: 'none' }), 'b', 1).map((one) => one.identity)).toEqual(['x']);
  });
});

describe('asking the room', () => {
  let room: FakeRoom;
  let receive: Receive;
  let asked: number;
  const wanted = () => room.wanted.map((one) => one.identity);

  beforeEach(() => {
    vi.useFakeTimers();
    room = new FakeRoom();
    asked = 0;
    const ask = room.requestVideos.bind(room);
    room.requestVideos = (videos) => {
      asked++;
      ask(videos);
    };
    receive = new Receive(room);
  });
  afterEach(() => {
    receive.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('happens at once for whom one did not see before', () => {
    receive.show('stage', [camera('a')]);
    expect(wanted()).toEqual(['a']);
  });

  it('gathers changes of size', () => {
    receive.show('stage', [camera('a', 320, 180)]);
    for (let width = 330; width < 640; width += 10) receive.show('stage', [camera('a', width, (width * 9) / 16)]);
    expect(asked).toBe(1);
    vi.advanceTimersByTime(200);
    expect(asked).toBe(2);
    expect(room.wanted[0]?.width).toBe(640);
  });

  it('says nothing when nothing changed', () => {
    receive.show('stage', [camera('a')]);
    receive.show('stage', [camera('a')]);
    vi.advanceTimersByTime(10_000);
    expect(asked).toBe(1);
  });

  it('keeps what went out of sight for three seconds, and then gives it up', () => {
    receive.show('stage', [camera('a'), camera('b')]);
    receive.show('stage', [camera('b')]);
    vi.advanceTimersByTime(2900);
    expect(wanted()).toEqual(expect.arrayContaining(['a', 'b']));
    vi.advanceTimersByTime(300);
    expect(wanted()).toEqual(['b']);
  });

  it('does not flap when somebody pages back and forth', () => {
    receive.show('stage', [camera('a')]);
    receive.show('stage', [camera('b')]);
    expect(asked).toBe(2);
    for (let i = 0; i < 5; i++) {
      vi.advanceTimersByTime(500);
      receive.show('stage', [camera('a')]);
      vi.advanceTimersByTime(500);
      receive.show('stage', [camera('b')]);
    }
    expect(new Set(wanted())).toEqual(new Set(['a', 'b']));
    vi.advanceTimersByTime(5000);
    expect(wanted()).toEqual(['b']);
  });

  it('adds up the stage and the picture-in-picture window', () => {
    receive.show('stage', [camera('a')]);
    receive.show('pip', [camera('b')]);
    expect(wanted()).toEqual(['a', 'b']);
    receive.hide('stage');
    vi.advanceTimersByTime(5000);
    expect(wanted()).toEqual(['b']);
  });

  it('obeys new limits at once, without grace', () => {
    receive.show('stage', [camera('a'), camera('b'), screen('c')]);
    receive.limits.set(limits({ cameras: 'none' }));
    expect(wanted()).toEqual(['c']);
    receive.limits.set(noLimits);
    expect(new Set(wanted())).toEqual(new Set(['a', 'b', 'c']));
  });

  it('never asks for more cameras than allowed while some are going', () => {
    receive.limits.set(limits({ tiles: 2 }));
    receive.show('stage', [camera('a'), camera('b')]);
    receive.show('stage', [camera('c'), camera('d')]);
    expect(wanted()).toEqual(['c', 'd']);
  });

  it('follows the speaker where only the speaker is seen', () => {
    receive.limits.set(limits({ cameras: 'speaker' }));
    receive.show('stage', [camera('a'), camera('b')]);
    expect(wanted()).toEqual([]);
    receive.setSpeaker('a');
    expect(wanted()).toEqual(['a']);
    receive.setSpeaker('b');
    expect(wanted()).toEqual(['b']);
  });
});
