import { describe, expect, it } from 'vitest';
import type { Participant } from '../../src/client/room';
import { arrange, hueOf, initials, tilesOf, visibleTiles } from '../../src/meeting/tiles';

function person(identity: string, change: Partial<Participant> = {}): Participant {
  return {
    identity,
    name: identity,
    isLocal: false,
    joinedAt: 0,
    microphoneOn: true,
    cameraOn: true,
    camera: null,
    sharing: false,
    screen: null,
    link: 'good',
    role: 'participant',
    guest: false,
    handSince: null,
    ...change,
  };
}

const me = person('me', { isLocal: true, joinedAt: 5 });
const nobody = new Set<string>();

describe('the order of tiles', () => {
  it('is the order of arrival, with oneself last', () => {
    const tiles = tilesOf([me, person('late', { joinedAt: 9 }), person('early', { joinedAt: 1 })], nobody);
    expect(tiles.map((tile) => tile.identity)).toEqual(['early', 'late', 'me']);
  });

  it('does not depend on the order in which the server names people', () => {
    const a = person('a');
    const b = person('b');
    expect(tilesOf([b, a, me], nobody)).toEqual(tilesOf([me, a, b], nobody));
  });

  it('puts a shared screen first, beside the camera of the same person', () => {
    const tiles = tilesOf([me, person('a', { sharing: true })], nobody);
    expect(tiles.map((tile) => tile.id)).toEqual(['a/screen_share', 'a/camera', 'me/camera']);
  });

  it('marks who speaks on the camera, not on the screen', () => {
    const tiles = tilesOf([me, person('a', { sharing: true })], new Set(['a']));
    expect(tiles.map((tile) => tile.speaking)).toEqual([false, true, false]);
  });
});

describe('the large tile', () => {
  it('is nobody in a plain meeting', () => {
    expect(arrange(tilesOf([me, person('a')], nobody), null).focus).toBeNull();
  });

  it('is the screen that somebody else shares', () => {
    const stage = arrange(tilesOf([me, person('a', { sharing: true })], nobody), null);
    expect(stage.focus?.id).toBe('a/screen_share');
    expect(stage.rest.map((tile) => tile.id)).toEqual(['a/camera', 'me/camera']);
  });

  it('is never one’s own screen by itself', () => {
    expect(arrange(tilesOf([{ ...me, sharing: true }, person('a')], nobody), null).focus).toBeNull();
  });

  it('is the pinned tile even when somebody shares', () => {
    const tiles = tilesOf([me, person('a', { sharing: true }), person('b')], nobody);
    expect(arrange(tiles, 'b/camera').focus?.id).toBe('b/camera');
  });
});

describe('when there is not room for everybody', () => {
  const many = Array.from({ length: 20 }, (_, i) => person(`p${String(i).padStart(2, '0')}`, { joinedAt: i }));

  it('one place tells how many are hidden, and oneself stays', () => {
    const { shown, hidden } = visibleTiles(tilesOf([me, ...many], nobody), 9);
    expect(shown).toHaveLength(8);
    expect(shown.at(-1)?.identity).toBe('me');
    expect(hidden).toBe(13);
  });

  it('whoever speaks is shown, without moving the others', () => {
    const before = visibleTiles(tilesOf([me, ...many], nobody), 9).shown.map((tile) => tile.identity);
    const after = visibleTiles(tilesOf([me, ...many], new Set(['p19'])), 9).shown.map((tile) => tile.identity);
    expect(after).toContain('p19');
    expect(after.filter((identity, index) => identity === before[index])).toHaveLength(7);
  });

  it('everybody is shown when there is room', () => {
    const tiles = tilesOf([me, ...many.slice(0, 8)], nobody);
    expect(visibleTiles(tiles, 9)).toEqual({ shown: tiles, hidden: 0 });
  });
});

it.each([
  ['Alice Durand', 'AD'],
  ['Jean-Baptiste', 'JB'],
  ['  élise  ', 'É'],
  ['Marie Ange Okafor', 'MO'],
  ['李小龙', '李'],
  ['🙂', '?'],
  ['', '?'],
])('the initials of “%s” are %s', (name, expected) => {
  expect(initials(name)).toBe(expected);
});

it('a person has the same colour everywhere', () => {
  expect(hueOf('user-1', 8)).toBe(hueOf('user-1', 8));
  expect(new Set(Array.from({ length: 50 }, (_, i) => hueOf(`user-${i}`, 8))).size).toBe(8);
});

describe('a spotlight', () => {
  it('makes somebody large for everybody, but a shared screen and one’s own choice come first', () => {
    const people = [person('a'), person('b'), me];
    expect(arrange(tilesOf(people, nobody, ['b']), null).focus?.id).toBe('b/camera');
    expect(arrange(tilesOf(people, nobody, ['b']), 'a/camera').focus?.id).toBe('a/camera');
    const sharing = tilesOf([person('a', { sharing: true }), person('b'), me], nobody, ['b']);
    expect(arrange(sharing, null).focus?.id).toBe('a/screen_share');
  });

  it('does not make oneself large, nor somebody who is not there', () => {
    expect(arrange(tilesOf([person('a'), me], nobody, ['me']), null).focus).toBeNull();
    expect(arrange(tilesOf([person('a'), me], nobody, ['gone']), null).focus).toBeNull();
  });
});

describe('raised hands', () => {
  it('queue by the server’s clock, ties by identity', () => {
    const people = [person('a', { handSince: 30 }), person('b', { handSince: 10 }), person('d', { handSince: 20 }), person('c', { handSince: 20 }), me];
    const places = tilesOf(people, nobody).map((tile) => [tile.identity, tile.hand]);
    expect(new Map(places as [string, number | null][])).toEqual(new Map([['b', 1], ['c', 2], ['d', 3], ['a', 4], ['me', null]]));
  });
});
