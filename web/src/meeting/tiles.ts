import type { LinkQuality, Participant, VideoHandle } from '../client/room';
import type { RoomRole } from '../client/roomsApi';
import { handQueue } from './roles';

export type TileSource = 'camera' | 'screen_share';

/** One picture on the stage: a person, or a screen that a person shares. */
export interface Tile {
  /** Stable while the tile exists: the same element keeps playing the same video through every layout. */
  readonly id: string;
  readonly identity: string;
  readonly source: TileSource;
  readonly name: string;
  readonly isLocal: boolean;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly speaking: boolean;
  readonly link: LinkQuality;
  readonly video: VideoHandle | null;
  readonly guest: boolean;
  readonly role: RoomRole;
  /** Place in the queue of raised hands, from 1; null while the hand is down. */
  readonly hand: number | null;
  /** A host shows this to everybody. */
  readonly spotlighted: boolean;
}

export interface Stage {
  /** The tile shown large, if any. */
  readonly focus: Tile | null;
  /** The other tiles, in the order of the screen. */
  readonly rest: readonly Tile[];
}

export function tilesOf(participants: readonly Participant[], speaking: ReadonlySet<string>, spotlight: readonly string[] = []): readonly Tile[] {
  const queue = handQueue(participants);
  const tileOf = (one: Participant, source: TileSource): Tile => ({
    id: `${one.identity}/${source}`,
    identity: one.identity,
    source,
    name: one.name,
    isLocal: one.isLocal,
    microphoneOn: one.microphoneOn,
    cameraOn: one.cameraOn,
    speaking: source === 'camera' && speaking.has(one.identity),
    link: one.link,
    video: source === 'camera' ? one.camera : one.screen,
    guest: one.guest,
    role: one.role,
    hand: one.handSince === null ? null : queue.indexOf(one.identity) + 1,
    spotlighted: source === 'camera' && spotlight.includes(one.identity),
  });
  // Others by arrival, oneself last: nobody's tile moves when somebody comes.
  const ordered = [...participants].sort(
    (a, b) => Number(a.isLocal) - Number(b.isLocal) || a.joinedAt - b.joinedAt || compare(a.identity, b.identity),
  );
  const screens = ordered
    .filter((one) => one.sharing)
    .map((one) => tileOf(one, 'screen_share'));
  const cameras = ordered.map((one) => tileOf(one, 'camera'));
  return [...screens, ...cameras];
}

/**
 * What is large: the tile that was chosen by hand, or else the first screen that somebody else shares, or else whom a host shows
 * to everybody. One's own screen and picture are never large by themselves: whoever presents wants to see the people, and no mirror.
 */
export function arrange(tiles: readonly Tile[], pinned: string | null): Stage {
  const chosen = tiles.find((tile) => tile.id === pinned);
  const focus = chosen ?? tiles.find((tile) => tile.source === 'screen_share' && !tile.isLocal) ?? tiles.find((tile) => tile.spotlighted && !tile.isLocal) ?? null;
  return { focus, rest: focus === null ? tiles : tiles.filter((tile) => tile !== focus) };
}

export interface VisibleTiles {
  readonly shown: readonly Tile[];
  /** How many people are not shown. */
  readonly hidden: number;
}

/**
 * The tiles for which there is room. Whoever speaks is always among them, in the place of the last one who doesn't;
 * oneself is kept. One place is given up to say how many more there are.
 */
export function visibleTiles(tiles: readonly Tile[], room: number): VisibleTiles {
  if (tiles.length <= room) return { shown: tiles, hidden: 0 };
  const places = Math.max(1, room - 1);
  const self = tiles.find((tile) => tile.isLocal && tile.source === 'camera');
  const others = tiles.filter((tile) => tile !== self);
  const forOthers = places - (self === undefined || places === 1 ? 0 : 1);
  const shown = others.slice(0, forOthers);
  for (const speaker of others.slice(forOthers).filter((tile) => tile.speaking)) {
    const victim = shown.findLastIndex((tile) => !tile.speaking && tile.source === 'camera');
    if (victim < 0) break;
    shown[victim] = speaker;
  }
  if (self !== undefined && forOthers < places) shown.push(self);
  return { shown, hidden: tiles.length - shown.length };
}

/** One or two letters for a person without a picture. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s\-_.]+/u).filter((word) => /\p{L}|\p{N}/u.test(word));
  const first = [...(words[0] ?? '')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

/** The same person has the same colour on every screen: one of `count`, from the identity. */
export function hueOf(identity: string, count: number): number {
  let hash = 2166136261;
  for (let i = 0; i < identity.length; i++) hash = Math.imul(hash ^ identity.charCodeAt(i), 16777619);
  return (hash >>> 0) % count;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
