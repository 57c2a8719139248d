import { describe, expect, it } from 'vitest';
import type { Participant } from '../../src/client/room';
import { hueOf, initials, tilesOf } from '../../src/meeting/tiles';

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
    screenSound: false,
    cameraPaused: false,
    screenPaused: false,
    link: 'good',
    linkCause: null,
    role: 'participant',
    guest: false,
    handSince: null,
    ...change,
  };
}

const me = person('me', { isLocal: true, joinedAt: 5 });
const nobody = new Set<string>();

describe('a picture that the server paused', () => {
  const paused = (change: Partial<Participant>) => tilesOf([person('a', change)], nobody).map((tile) => [tile.source, tile.paused]);

  it('is said of that picture only, and not of a camera that is off or one’s own', () => {
    expect(paused({ cameraPaused: true, sharing: true })).toEqual([['screen_share', false], ['camera', true]]);
    expect(paused({ screenPaused: true, sharing: true })).toEqual([['screen_share', true], ['camera', false]]);
    expect(paused({ cameraPaused: true, cameraOn: false })).toEqual([['camera', false]]);
    expect(paused({ cameraPaused: true, isLocal: true })).toEqual([['camera', false]]);
  });
});

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

it.each([
  ['Alice Durand', 'AD'],
  ['Jean-Baptiste', 'JB'],
  ['  élise  ', 'É'],
  ['Marie Ange Okafor', 'MO'],
  ['李小龙', '李'],
  ['🙂', '?'],
  ['<Élise> (2)', 'É2'],
  ['', '?'],
])('the initials of “%s” are %s', (name, expected) => {
  expect(initials(name)).toBe(expected);
});

it('a person has the same colour everywhere', () => {
  expect(hueOf('user-1', 8)).toBe(hueOf('user-1', 8));
  expect(new Set(Array.from({ length: 50 }, (_, i) => hueOf(`user-${i}`, 8))).size).toBe(8);
});

describe('raised hands', () => {
  it('queue by the server’s clock, ties by identity', () => {
    const people = [person('a', { handSince: 30 }), person('b', { handSince: 10 }), person('d', { handSince: 20 }), person('c', { handSince: 20 }), me];
    const places = tilesOf(people, nobody).map((tile) => [tile.identity, tile.hand]);
    expect(new Map(places as [string, number | null][])).toEqual(new Map([['b', 1], ['c', 2], ['d', 3], ['a', 4], ['me', null]]));
  });
});
