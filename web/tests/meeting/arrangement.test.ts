import { describe, expect, it } from 'vitest';
import { arrange, type Wishes } from '../../src/meeting/arrangement';
import type { Tile } from '../../src/meeting/tiles';

function tile(identity: string, change: Partial<Tile> = {}): Tile {
  const source = change.source ?? 'camera';
  return {
    id: `${identity}/${source}`, identity, source, name: identity, isLocal: identity === 'me', microphoneOn: true, cameraOn: true, speaking: false,
    link: 'good', linkCause: null, video: null, paused: false, guest: false, role: 'participant', hand: null, spotlighted: false, sound: false, ...change,
  };
}
const screen = (identity: string) => tile(identity, { source: 'screen_share' });
const plain: Wishes = { layout: 'auto', pins: [], small: new Set(), shareView: null, selfView: true, hideNoVideo: false, alone: null };
const wish = (change: Partial<Wishes>): Wishes => ({ ...plain, ...change });
const people = [tile('a'), tile('b'), tile('c'), tile('me')];
const ids = (tiles: readonly Tile[]) => tiles.map((one) => one.id);

describe('automatically', () => {
  it('alone one sees oneself, also who does not want to', () => {
    expect(arrange([tile('me')], wish({ selfView: false }), null, 1)).toMatchObject({ mode: 'grid', rest: [{ identity: 'me' }] });
  });

  it('two people see the other one large and themselves in a corner', () => {
    const { mode, main, rest, corner } = arrange([tile('a'), tile('me')], plain, null, 1);
    expect([mode, ids(main), ids(rest), corner?.id]).toEqual(['duo', ['a/camera'], [], 'me/camera']);
  });

  it('two people who hide themselves see only the other one', () => {
    expect(arrange([tile('a'), tile('me')], wish({ selfView: false }), null, 1).corner).toBeNull();
  });

  it('three people make a grid', () => {
    expect(arrange(people, plain, 'b', 1)).toMatchObject({ mode: 'grid', main: [], corner: null });
  });

  it('whoever presents to one person sees the person and what is shared', () => {
    expect(ids(arrange([screen('me'), tile('a'), tile('me')], plain, null, 1).rest)).toEqual(['me/screen_share', 'a/camera', 'me/camera']);
  });
});

describe('a shared screen', () => {
  const tiles = [screen('a'), ...people];

  it.each(['auto', 'grid', 'speaker', 'sidebar'] as const)('is large in the layout %s', (layout) => {
    expect(ids(arrange(tiles, wish({ layout }), 'b', 1).main)).toEqual(['a/screen_share']);
  });

  it('of one’s own is never large by itself', () => {
    expect(arrange([screen('me'), ...people], plain, null, 1).main).toEqual([]);
  });

  it('can be made small', () => {
    const { main, rest } = arrange(tiles, wish({ small: new Set(['a/screen_share']) }), null, 1);
    expect(main).toEqual([]);
    expect(rest[0]?.id).toBe('a/screen_share');
  });

  it('keeps pinned people beside it', () => {
    expect(ids(arrange(tiles, wish({ pins: ['c/camera', 'b/camera'] }), 'a', 1).main)).toEqual(['a/screen_share', 'c/camera', 'b/camera']);
  });

  it('leaves whoever has the floor in sight in the layout of the speaker', () => {
    const { rest, corner } = arrange(tiles, wish({ layout: 'speaker' }), 'b', 1);
    expect([ids(rest), corner?.id]).toEqual([['b/camera'], 'me/camera']);
  });
});

describe('several shared screens', () => {
  const tiles = [screen('a'), screen('b'), screen('c'), ...people];

  it('stand side by side where there is room, else the newest is large', () => {
    expect(arrange(tiles, plain, null, 3).main).toHaveLength(3);
    expect(ids(arrange(tiles, plain, null, 2).main)).toEqual(['c/screen_share']);
    expect(ids(arrange(tiles, plain, null, 2).rest)).toContain('a/screen_share');
  });

  it('follow the choice', () => {
    expect(arrange(tiles, wish({ shareView: 'side' }), null, 1).main).toHaveLength(3);
    expect(ids(arrange(tiles, wish({ shareView: 'b/screen_share' }), null, 3).main)).toEqual(['b/screen_share']);
    expect(ids(arrange(tiles, wish({ shareView: 'gone/screen_share' }), null, 3).main)).toHaveLength(3);
  });
});

describe('whoever has the floor', () => {
  it('is large alone in the layout of the speaker, with oneself in the corner', () => {
    const { main, rest, corner } = arrange(people, wish({ layout: 'speaker' }), 'b', 1);
    expect([ids(main), ids(rest), corner?.id]).toEqual([['b/camera'], [], 'me/camera']);
  });

  it('is large in the sidebar layout, the others beside', () => {
    const { main, rest } = arrange(people, wish({ layout: 'sidebar' }), 'b', 1);
    expect([ids(main), ids(rest)]).toEqual([['b/camera'], ['a/camera', 'c/camera', 'me/camera']]);
  });

  it('is the first one while nobody spoke', () => {
    expect(ids(arrange(people, wish({ layout: 'speaker' }), null, 1).main)).toEqual(['a/camera']);
  });

  it('stands beside a pinned interpreter', () => {
    expect(ids(arrange(people, wish({ layout: 'speaker', pins: ['c/camera'] }), 'b', 1).main)).toEqual(['b/camera', 'c/camera']);
  });

  it('stands once when pinned', () => {
    expect(ids(arrange(people, wish({ layout: 'speaker', pins: ['c/camera'] }), 'c', 1).main)).toEqual(['c/camera']);
  });
});

describe('pins and a host’s spotlight', () => {
  const lit = [tile('a'), tile('b', { spotlighted: true }), tile('c', { spotlighted: true }), tile('me')];

  it('the spotlight makes several people large for everybody', () => {
    expect(ids(arrange(lit, plain, null, 1).main)).toEqual(['b/camera', 'c/camera']);
    expect(ids(arrange(lit, wish({ layout: 'speaker' }), 'a', 1).main)).toEqual(['b/camera', 'c/camera']);
  });

  it('one’s own pins come first', () => {
    expect(ids(arrange(lit, wish({ pins: ['a/camera'] }), null, 1).main)).toEqual(['a/camera']);
  });

  it('stands beside a shared screen', () => {
    expect(ids(arrange([screen('a'), ...lit], plain, null, 1).main)).toEqual(['a/screen_share', 'b/camera', 'c/camera']);
  });

  it('never makes oneself large, nor somebody who is not there', () => {
    expect(arrange([tile('a'), tile('b'), tile('me', { spotlighted: true })], plain, null, 1).main).toEqual([]);
    expect(arrange(people, wish({ pins: ['gone/camera'] }), null, 1).main).toEqual([]);
  });
});

describe('people without a picture', () => {
  const dark = [tile('a', { cameraOn: false }), tile('b'), tile('c', { cameraOn: false }), tile('me', { cameraOn: false })];

  it('can be left out, but oneself', () => {
    const { rest, leftOut } = arrange(dark, wish({ hideNoVideo: true, layout: 'grid' }), null, 1);
    expect([ids(rest), leftOut]).toEqual([['b/camera', 'me/camera'], 2]);
  });

  it('stay when nobody has one', () => {
    const { rest, leftOut } = arrange([tile('a', { cameraOn: false }), tile('c', { cameraOn: false }), tile('me')], wish({ hideNoVideo: true }), null, 1);
    expect([rest.length, leftOut]).toEqual([3, 0]);
  });

  it('stay when pinned', () => {
    expect(ids(arrange(dark, wish({ hideNoVideo: true, pins: ['a/camera'] }), null, 1).main)).toEqual(['a/camera']);
  });
});

it('one tile can fill the screen, alone', () => {
  expect(arrange([screen('a'), ...people], wish({ alone: 'b/camera' }), null, 1)).toMatchObject({ mode: 'focus', main: [{ id: 'b/camera' }], rest: [], corner: null });
});
