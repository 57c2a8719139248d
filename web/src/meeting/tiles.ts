import type { LinkCause, LinkQuality, Participant, VideoHandle } from '../client/room';
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
  readonly linkCause: LinkCause | null;
  readonly video: VideoHandle | null;
  /** The server has paused the picture: what is seen is what came last. */
  readonly paused: boolean;
  readonly guest: boolean;
  readonly role: RoomRole;
  /** Place in the queue of raised hands, from 1; null while the hand is down. */
  readonly hand: number | null;
  /** A host shows this to everybody. */
  readonly spotlighted: boolean;
  /** A shared screen that is shared with its sound. */
  readonly sound: boolean;
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
    linkCause: one.linkCause,
    video: source === 'camera' ? one.camera : one.screen,
    paused: !one.isLocal && (source === 'camera' ? one.cameraOn && one.cameraPaused : one.screenPaused),
    guest: one.guest,
    role: one.role,
    hand: one.handSince === null ? null : queue.indexOf(one.identity) + 1,
    spotlighted: source === 'camera' && spotlight.includes(one.identity),
    sound: source === 'screen_share' && one.screenSound,
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

/** One or two letters for a person without a picture. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s\-_.]+/u).filter((word) => /\p{L}|\p{N}/u.test(word));
  const letter = (word: string | undefined) => /\p{L}|\p{N}/u.exec(word ?? '')?.[0];
  const first = letter(words[0]) ?? '?';
  const last = words.length > 1 ? (letter(words.at(-1)) ?? '') : '';
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
