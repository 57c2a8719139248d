import type { Tile } from './tiles';

export const layouts = ['auto', 'grid', 'speaker', 'sidebar'] as const;
/**
 * `auto`: a grid, for two people the other one large; `grid`: always a grid; `speaker`: whoever has the floor, alone; `sidebar`:
 * whoever has the floor, and the others beside. Shared screens and pinned people are large in each.
 */
export type LayoutChoice = (typeof layouts)[number];

/** So many people can be pinned. */
export const mostPins = 4;
/** So many pictures are large at once. */
const mostLarge = 6;
const mostScreens = 4;

/** What a person wants to see. */
export interface Wishes {
  readonly layout: LayoutChoice;
  /** Ids of tiles, in the order in which they were pinned. */
  readonly pins: readonly string[];
  /** Shared screens that were made small by hand. */
  readonly small: ReadonlySet<string>;
  /** Of several shared screens: `side` by side, or the id of the one that is large; null leaves it to the room there is. */
  readonly shareView: string | null;
  readonly selfView: boolean;
  readonly hideNoVideo: boolean;
  /** The one tile that fills the screen. */
  readonly alone: string | null;
}

export interface Arrangement {
  readonly mode: 'grid' | 'focus' | 'duo';
  /** Large, screens first. */
  readonly main: readonly Tile[];
  /** The others, oneself last. */
  readonly rest: readonly Tile[];
  /** Oneself, small over the others. */
  readonly corner: Tile | null;
  /** Screens of others that could be large. */
  readonly shares: readonly Tile[];
  /** How many people are left out because they have no picture. */
  readonly leftOut: number;
}

/** Decides what is large, what stands beside it, and what is not shown. `roomForScreens`: how many screens fit side by side. */
export function arrange(tiles: readonly Tile[], wishes: Wishes, speaker: string | null, roomForScreens: number): Arrangement {
  const byId = new Map(tiles.map((tile) => [tile.id, tile]));
  const alone = wishes.alone === null ? undefined : byId.get(wishes.alone);
  const remoteShares = tiles.filter((tile) => tile.source === 'screen_share' && !tile.isLocal);
  if (alone !== undefined) return { mode: 'focus', main: [alone], rest: [], corner: null, shares: remoteShares, leftOut: 0 };

  const self = tiles.find((tile) => tile.isLocal && tile.source === 'camera');
  const pinned = wishes.pins.map((id) => byId.get(id)).filter((tile) => tile !== undefined);
  const screens = largeScreens(remoteShares, wishes, roomForScreens);
  // One's own pins come before what a host shows to everybody. One's own picture is never large by itself.
  const pinnedCameras = pinned.filter((tile) => tile.source === 'camera');
  const people = pinnedCameras.length > 0 ? [...pinnedCameras] : tiles.filter((tile) => tile.spotlighted && !tile.isLocal);
  const followsSpeaker = wishes.layout === 'speaker' || wishes.layout === 'sidebar';
  const others = tiles.filter((tile) => tile.source === 'camera' && !tile.isLocal);
  const floor = others.find((tile) => tile.identity === speaker) ?? others.find((tile) => !people.includes(tile)) ?? others[0];
  // Beside pinned people (an interpreter) whoever has the floor stays in sight; a host's spotlight takes the floor.
  if (followsSpeaker && screens.length === 0 && floor !== undefined && !people.includes(floor) && (people.length === 0 || pinnedCameras.length > 0)) people.unshift(floor);
  const main = [...screens, ...pinned.filter((tile) => tile.source === 'screen_share' && tile.isLocal), ...people].slice(0, mostLarge);

  const shared = { main, shares: remoteShares };
  let rest = tiles.filter((tile) => !main.includes(tile));
  const seesSelf = self !== undefined && !main.includes(self) && (wishes.selfView || tiles.length === 1);
  rest = rest.filter((tile) => tile !== self);

  // With a shared screen large, whoever has the floor is shown beside it even where the others are not.
  if (wishes.layout === 'speaker' && main.length > 0) {
    return { ...shared, mode: 'focus', rest: screens.length > 0 && floor !== undefined && !main.includes(floor) ? [floor] : [], corner: seesSelf ? self : null, leftOut: 0 };
  }
  const [other] = rest;
  if (wishes.layout === 'auto' && main.length === 0 && rest.length === 1 && other !== undefined && other.source === 'camera') {
    return { ...shared, mode: 'duo', main: [other], rest: [], corner: seesSelf ? self : null, leftOut: 0 };
  }
  const withPicture = wishes.hideNoVideo ? rest.filter((tile) => tile.source === 'screen_share' || tile.cameraOn) : rest;
  // An empty stage would say less than people without pictures.
  const kept = withPicture.length === 0 && main.length === 0 ? rest : withPicture;
  return { ...shared, mode: main.length > 0 ? 'focus' : 'grid', rest: seesSelf ? [...kept, self] : kept, corner: null, leftOut: rest.length - kept.length };
}

function largeScreens(shares: readonly Tile[], { pins, small, shareView }: Wishes, room: number): readonly Tile[] {
  const pinned = shares.filter((tile) => pins.includes(tile.id));
  const large = pinned.length > 0 ? pinned : shares.filter((tile) => !small.has(tile.id));
  const one = large.find((tile) => tile.id === shareView);
  if (one !== undefined) return [one];
  if (large.length <= 1 || shareView === 'side') return large.slice(0, mostScreens);
  // The newest is what people talk about.
  return large.length <= room ? large : large.slice(-1);
}
