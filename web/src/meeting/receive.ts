import type { Room, VideoSource, WantedVideo } from '../client/room';
import { Store } from './store';

/** How much is received at most; set by whatever watches over weak machines and weak networks. */
export interface ReceiveLimits {
  /** Pictures of cameras at once. Shared screens come besides. */
  readonly tiles: number;
  /** The height of a camera's picture, in device pixels. A shared screen stays readable. */
  readonly height: number;
  readonly cameras: 'all' | 'speaker' | 'none';
}

export const noLimits: ReceiveLimits = { tiles: Infinity, height: Infinity, cameras: 'all' };

/** A picture that is on the screen now, in CSS pixels, the most important first. */
export interface SeenPicture {
  readonly identity: string;
  readonly source: VideoSource;
  readonly width: number;
  readonly height: number;
}

/** Sizes are asked for in steps, so that a window that is drawn larger does not ask for every size on the way. */
const step = 32;

/** Which pictures to ask for, how large, of those on the screen. */
export function wantedVideos(seen: readonly SeenPicture[], limits: ReceiveLimits, speaker: string | null, density: number): readonly WantedVideo[] {
  const wanted = new Map<string, WantedVideo>();
  // The same picture may be on the screen twice (picture-in-picture): the larger size counts.
  const add = (one: SeenPicture, tallest: number) => {
    const known = wanted.get(keyOf(one));
    const shrink = Math.min(1, tallest / (one.height * density));
    const width = Math.max(known?.width ?? 0, inSteps(one.width * density * shrink));
    const height = Math.max(known?.height ?? 0, inSteps(one.height * density * shrink));
    wanted.set(keyOf(one), { identity: one.identity, source: one.source, width, height });
  };
  for (const one of seen) if (one.source === 'screen_share') add(one, Infinity);
  const cameras = seen.filter((one) => one.source === 'camera' && (limits.cameras === 'all' || (limits.cameras === 'speaker' && one.identity === speaker)));
  // Whoever speaks is seen before others when there is not enough for all.
  const ordered = cameras.length > limits.tiles ? [...cameras].sort((a, b) => Number(b.identity === speaker) - Number(a.identity === speaker)) : cameras;
  const people = new Set<string>();
  for (const one of ordered) {
    if (!people.has(one.identity) && people.size >= limits.tiles) continue;
    people.add(one.identity);
    add(one, limits.height);
  }
  return [...wanted.values()];
}

/** What just went out of sight is still received for so long: whoever pages back and forth sees no empty tiles. */
const grace = 3000;
/** Changes are told together, this many milliseconds after the first. */
const gather = 120;

/** Asks the room for the pictures that are on the screen, and for no others. */
export class Receive {
  readonly limits = new Store<ReceiveLimits>(noLimits);
  /** By place: the stage and the picture-in-picture window each say what they show. */
  private readonly places = new Map<string, readonly SeenPicture[]>();
  private speaker: string | null = null;
  private density = 1;
  private asked: readonly WantedVideo[] = [];
  /** Out of sight but not yet given up; by key. */
  private readonly fading = new Map<string, { readonly wish: WantedVideo; readonly timer: ReturnType<typeof setTimeout> }>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stopWatching: () => void;

  constructor(private readonly room: Pick<Room, 'requestVideos'>) {
    // Limits are there because something is too much already: no grace for what they take away.
    this.stopWatching = this.limits.subscribe(() => {
      this.forgetFading();
      this.ask(false);
    });
  }

  /** What a place shows now, without one's own pictures. */
  show(place: string, seen: readonly SeenPicture[]): void {
    this.places.set(place, seen);
    const known = new Set(this.asked.map(keyOf));
    // Somebody new is asked for at once; a size may wait.
    if (this.wanted().some((one) => !known.has(keyOf(one)))) this.ask(true);
    else this.timer ??= setTimeout(() => this.ask(true), gather);
  }

  hide(place: string): void {
    this.show(place, []);
  }

  setSpeaker(identity: string | null): void {
    if (identity === this.speaker) return;
    this.speaker = identity;
    const { cameras, tiles } = this.limits.getSnapshot();
    if (cameras !== 'all' || tiles !== Infinity) this.ask(true);
  }

  /** Device pixels for each CSS pixel. */
  setDensity(density: number): void {
    this.density = density;
  }

  close(): void {
    clearTimeout(this.timer);
    this.forgetFading();
    this.stopWatching();
  }

  private wanted(): readonly WantedVideo[] {
    return wantedVideos([...this.places.values()].flat(), this.limits.getSnapshot(), this.speaker, this.density);
  }

  private ask(graceful: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const wanted = this.wanted();
    const now = new Set(wanted.map(keyOf));
    for (const [key, { timer }] of this.fading) {
      if (!now.has(key)) continue;
      clearTimeout(timer);
      this.fading.delete(key);
    }
    if (graceful) {
      for (const wish of this.asked) {
        const key = keyOf(wish);
        if (now.has(key) || this.fading.has(key)) continue;
        const timer = setTimeout(() => {
          this.fading.delete(key);
          this.ask(false);
        }, grace);
        this.fading.set(key, { wish, timer });
      }
    }
    // What is still fading must not push out, or exceed, what the limits allow.
    const limited = this.limits.getSnapshot() !== noLimits;
    const all = limited ? wanted : [...wanted, ...[...this.fading.values()].map(({ wish }) => wish)];
    if (same(all, this.asked)) return;
    this.asked = all;
    this.room.requestVideos(all);
  }

  private forgetFading(): void {
    for (const { timer } of this.fading.values()) clearTimeout(timer);
    this.fading.clear();
  }
}

function keyOf({ identity, source }: { readonly identity: string; readonly source: VideoSource }): string {
  return `${source} ${identity}`;
}

function inSteps(pixels: number): number {
  return Math.max(step, Math.ceil(pixels / step) * step);
}

function same(a: readonly WantedVideo[], b: readonly WantedVideo[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other !== undefined && keyOf(one) === keyOf(other) && one.width === other.width && one.height === other.height;
    })
  );
}
