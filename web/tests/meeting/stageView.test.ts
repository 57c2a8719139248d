import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { savePreferences } from '../../src/client/preferences';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { Receive } from '../../src/meeting/receive';
import { StageView } from '../../src/meeting/stageView';
import { tilesOf } from '../../src/meeting/tiles';

const fresh = { layout: 'auto', selfView: true, selfCorner: 'bottom-right', hideNoVideo: false };
const laptop = { width: 1256, height: 700 };

let room: FakeRoom;
let receive: Receive;
let view: StageView;
const state = () => view.store.getSnapshot();
const shown = (part?: string) => state().placed.filter((one) => part === undefined || one.part === part).map(({ tile }) => tile.identity);
const wanted = () => new Set(room.wanted.map((one) => one.identity));

function say(...speaking: string[]): void {
  view.update(tilesOf(room.participants(), new Set(speaking)), speaking);
}

function people(count: number): void {
  for (let i = 0; i < count; i++) room.put(`p${String(i).padStart(2, '0')}`, { joinedAt: i + 1, cameraOn: true });
  say();
}

beforeEach(() => {
  vi.useFakeTimers();
  savePreferences(fresh);
  room = new FakeRoom();
  receive = new Receive(room);
  view = new StageView(receive, 49);
  view.resize(laptop, 1);
});
afterEach(() => {
  view.close();
  receive.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  savePreferences(fresh);
});

describe('what is chosen', () => {
  it('is remembered', () => {
    view.choose('sidebar');
    view.setSelfView(false);
    view.moveSelf('top-left');
    view.setHideNoVideo(true);
    const again = new StageView(receive, 49);
    expect(again.store.getSnapshot()).toMatchObject({ layout: 'sidebar', selfView: false, corner: 'top-left', hideNoVideo: true });
    again.close();
  });

  it('is automatic where something unknown was remembered', () => {
    savePreferences({ layout: 'hexagons', selfCorner: 'middle' });
    const again = new StageView(receive, 49);
    expect(again.store.getSnapshot()).toMatchObject({ layout: 'auto', corner: 'bottom-right' });
    again.close();
  });

  it('moves oneself from corner to corner, and stops at the edges', () => {
    view.moveSelfBy('left');
    expect(state().corner).toBe('bottom-left');
    view.moveSelfBy('left');
    expect(state().corner).toBe('bottom-left');
    view.moveSelfBy('up');
    expect(state().corner).toBe('top-left');
  });
});

describe('pages', () => {
  it('show everybody in turn, and only they are received', () => {
    people(60);
    expect(state()).toMatchObject({ page: 0, pages: 4 });
    const first = new Set(shown());
    vi.advanceTimersByTime(5000);
    expect(wanted()).toEqual(new Set([...first].filter((one) => one !== 'me')));
    view.turn(1);
    const second = new Set(shown());
    expect([...second].filter((one) => first.has(one))).toEqual(['me']);
    // Both for a moment: whoever pages back sees pictures at once.
    expect(wanted().size).toBe(first.size + second.size - 2);
    vi.advanceTimersByTime(5000);
    expect(wanted()).toEqual(new Set([...second].filter((one) => one !== 'me')));
  });

  it('end at the last, and go back when people leave', () => {
    people(60);
    for (let i = 0; i < 10; i++) view.turn(1);
    expect(state().page).toBe(3);
    for (let i = 5; i < 60; i++) room.remove(`p${String(i).padStart(2, '0')}`);
    say();
    expect(state()).toMatchObject({ page: 0, pages: 1, pager: null });
  });

  it('hold what the limits of the machine and of the network allow', () => {
    people(60);
    receive.limits.set({ tiles: 6, height: 360, cameras: 'all' });
    expect(state().placed.length).toBe(6);
    receive.limits.set({ tiles: 0, height: 360, cameras: 'none' });
    expect(state().placed.length).toBeGreaterThan(15);
  });

  it('bring in whoever gets the floor, and nobody else moves', () => {
    people(60);
    const before = shown();
    say('p55');
    const after = shown();
    expect(after).toContain('p55');
    expect(after.filter((one, index) => one === before[index])).toHaveLength(before.length - 1);
    expect(after.at(-1)).toBe('me');
    // Whoever gave up the place has the speaker's.
    const gone = before.find((one) => !after.includes(one)) ?? '';
    const all: string[] = [];
    for (let page = 0; page < 4; page++, view.turn(1)) all.push(...shown());
    expect(all.filter((one) => one === gone)).toHaveLength(1);
    expect(new Set(all).size).toBe(61);
  });

  it('keep those in sight who spoke, and give up the silent ones', () => {
    people(60);
    for (const one of ['p40', 'p41', 'p42', 'p43', 'p44']) {
      say(one);
      vi.advanceTimersByTime(4000);
      say();
    }
    expect(shown()).toEqual(expect.arrayContaining(['p40', 'p41', 'p42', 'p43', 'p44']));
  });

  it('bring the speaker to the page one looks at', () => {
    people(60);
    view.turn(2);
    say('p00');
    expect(state().page).toBe(2);
    expect(shown()).toContain('p00');
    // Turning pages to see others, one does not meet the speaker on each of them.
    view.turn(-1);
    expect(shown()).not.toContain('p00');
    say();
    say('p00');
    expect(shown()).toContain('p00');
  });
});

describe('whoever has the floor', () => {
  beforeEach(() => {
    people(5);
    view.choose('sidebar');
  });

  it('keeps the place while somebody coughs', () => {
    say('p01');
    expect(shown('main')).toEqual(['p01']);
    say('p01', 'p02');
    say('p02');
    vi.advanceTimersByTime(500);
    say();
    vi.advanceTimersByTime(10_000);
    expect(shown('main')).toEqual(['p01']);
  });

  it('keeps it as long as they speak, whoever speaks over them', () => {
    say('p01');
    say('p02', 'p01');
    vi.advanceTimersByTime(60_000);
    expect(shown('main')).toEqual(['p01']);
  });

  it('gives it up to somebody who goes on, in one exchange of places', () => {
    say('p01');
    vi.advanceTimersByTime(5000);
    const before = shown('rest');
    say('p03');
    vi.advanceTimersByTime(1100);
    expect(shown('main')).toEqual(['p01']);
    vi.advanceTimersByTime(200);
    expect(shown('main')).toEqual(['p03']);
    const after = shown('rest');
    expect(after.filter((one, index) => one === before[index])).toHaveLength(before.length - 1);
    expect(after[before.indexOf('p03')]).toBe('p01');
  });

  it('holds it for a moment at least', () => {
    say('p01');
    say();
    say('p02');
    vi.advanceTimersByTime(2400);
    expect(shown('main')).toEqual(['p01']);
    vi.advanceTimersByTime(200);
    expect(shown('main')).toEqual(['p02']);
  });

  it('is never oneself', () => {
    say('p01');
    say('me');
    vi.advanceTimersByTime(10_000);
    expect(shown('main')).toEqual(['p01']);
  });

  it('loses it by leaving', () => {
    say('p01');
    room.remove('p01');
    say('p04');
    expect(shown('main')).toEqual(['p04']);
  });
});

describe('pins', () => {
  it('are four at most: the first goes for the fifth', () => {
    people(8);
    for (const one of ['p00', 'p01', 'p02', 'p03', 'p04']) view.togglePin(`${one}/camera`);
    expect(shown('main')).toEqual(['p01', 'p02', 'p03', 'p04']);
    view.unpinAll();
    expect(shown('main')).toEqual([]);
  });
});

describe('shared screens', () => {
  beforeEach(() => people(4));

  it('become large when they start and small when they end', () => {
    room.put('p01', { sharing: true });
    say();
    expect(shown('main')).toEqual(['p01']);
    expect(room.wanted.some((one) => one.source === 'screen_share')).toBe(true);
    room.put('p01', { sharing: false });
    say();
    expect(state().mode).toBe('grid');
  });

  it('made small by hand are large again the next time', () => {
    room.put('p01', { sharing: true });
    say();
    view.toggleShare('p01/screen_share');
    expect(shown('main')).toEqual([]);
    room.put('p01', { sharing: false });
    say();
    room.put('p01', { sharing: true });
    say();
    expect(shown('main')).toEqual(['p01']);
  });

  it('can be chosen among, until the chosen one ends', () => {
    room.put('p01', { sharing: true });
    room.put('p02', { sharing: true });
    say();
    expect(state().shares).toHaveLength(2);
    expect([shown('main'), state().shareView]).toEqual([['p01', 'p02'], 'side']);
    view.chooseShare('p01/screen_share');
    expect([shown('main'), state().shareView]).toEqual([['p01'], 'p01/screen_share']);
    view.chooseShare('side');
    expect(shown('main')).toEqual(['p01', 'p02']);
    view.chooseShare('p01/screen_share');
    room.put('p01', { sharing: false });
    say();
    expect([shown('main'), state().shareView]).toEqual([['p02'], 'p02/screen_share']);
  });

  it('are received finer when they are enlarged', () => {
    room.put('p01', { sharing: true });
    say();
    const height = () => room.wanted.find((one) => one.source === 'screen_share')?.height ?? 0;
    const before = height();
    view.setScale('p01/screen_share', 3);
    vi.advanceTimersByTime(500);
    expect(height()).toBeGreaterThan(before * 2.5);
  });
});

describe('a page that nobody sees', () => {
  it('receives nothing after a moment, but what picture-in-picture shows', () => {
    people(6);
    view.setHidden(true);
    vi.advanceTimersByTime(2000);
    expect(wanted().size).toBe(6);
    vi.advanceTimersByTime(2000);
    expect(wanted().size).toBe(0);
    view.setPip({ width: 320, height: 180 });
    expect(wanted().size).toBe(5);
    view.setHidden(false);
    expect(wanted().size).toBe(6);
    view.setPip(null);
  });

  it('shows in picture-in-picture the screen first, then whoever has the floor', () => {
    people(8);
    room.put('p05', { sharing: true });
    say('p06');
    view.setPip({ width: 320, height: 180 });
    expect(state().pip.map(({ id }) => id).slice(0, 2)).toEqual(['p05/screen_share', 'p06/camera']);
    expect(state().pip).toHaveLength(5);
    view.setPip(null);
    expect(state().pip).toEqual([]);
  });
});

describe('full screen', () => {
  it('of one tile receives that one only, and ends when it goes', () => {
    people(4);
    view.enterFull('p02/camera');
    expect([state().full, shown()]).toEqual(['tile', ['p02']]);
    vi.advanceTimersByTime(5000);
    expect(wanted()).toEqual(new Set(['p02']));
    room.remove('p02');
    say();
    expect(state().full).toBe('none');
  });

  it('of the call keeps the layout', () => {
    people(4);
    view.enterFull(null);
    expect([state().full, shown().length]).toEqual(['call', 5]);
    view.leaveFull();
    expect(state().full).toBe('none');
  });
});
