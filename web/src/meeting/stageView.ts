import { machineTiles } from '../client/machineTiles';
import { preferences, savePreferences } from '../client/preferences';
import { ActiveSpeaker } from './activeSpeaker';
import { arrange, layouts, mostPins, type Arrangement, type LayoutChoice, type Wishes } from './arrangement';
import { corners, type Box, type Corner } from './layout';
import { place, type Placement } from './placement';
import type { Receive, SeenPicture } from './receive';
import { Store } from './store';
import { TileOrder } from './tileOrder';
import type { Tile } from './tiles';

/** `call`: the whole call fills the screen. */
export type FullScreen = 'none' | 'call' | 'tile';

export interface StageState extends Placement {
  readonly layout: LayoutChoice;
  readonly mode: Arrangement['mode'];
  readonly pins: readonly string[];
  /** Screens of others, of which several can be shown. */
  readonly shares: readonly Tile[];
  /** How several screens are shown now: `side` by side, or the id of the large one. */
  readonly shareView: string;
  /** People who are left out because they have no picture. */
  readonly leftOut: number;
  readonly selfView: boolean;
  readonly corner: Corner;
  readonly hideNoVideo: boolean;
  readonly full: FullScreen;
  /** Who has the floor. */
  readonly speaker: string | null;
  /** The tiles that picture-in-picture shows, the most important first; empty while it is closed. */
  readonly pip: readonly Tile[];
}

/** So many pictures stand in the picture-in-picture window. */
const mostInPip = 5;

/** What this person sees of the meeting, and how. Nothing of it concerns anybody else. */
export class StageView {
  readonly store: Store<StageState>;
  private tiles: readonly Tile[] = [];
  private box: Box = { width: 0, height: 0 };
  private gap = 12;
  private page = 0;
  private wishes: Wishes;
  private corner: Corner;
  private full: FullScreen = 'none';
  private hidden = false;
  private pip: { readonly width: number; readonly height: number } | null = null;
  private readonly scales = new Map<string, number>();
  /** Whoever began to speak and may be out of sight. */
  private toBringIn: string | null = null;
  private spoke: readonly string[] = [];
  private readonly order = new TileOrder();
  private readonly floor: ActiveSpeaker;
  private readonly stopWatching: () => void;

  constructor(
    private readonly receive: Receive,
    private readonly machine: number = machineTiles(),
  ) {
    const { layout: oldLayout, selfView, selfCorner, hideNoVideo } = preferences.getSnapshot();
    const layout = layouts.find((one) => one === oldLayout) ?? 'auto';
    this.wishes = { layout, selfView, hideNoVideo, pins: [], small: new Set(), shareView: null, alone: null };
    this.corner = corners.find((one) => one === selfCorner) ?? 'bottom-right';
    this.floor = new ActiveSpeaker((identity) => this.onFloor(identity));
    this.store = new Store<StageState>({
      placed: [], page: 0, pages: 1, pager: null, layout, mode: 'grid', pins: [], shares: [], shareView: 'side', leftOut: 0,
      selfView, corner: this.corner, hideNoVideo, full: 'none', speaker: null, pip: [],
    });
    this.stopWatching = receive.limits.subscribe(() => this.refresh());
  }

  /** What the meeting says: all tiles, and who speaks now, the loudest first. */
  update(tiles: readonly Tile[], speaking: readonly string[]): void {
    this.tiles = tiles;
    const there = new Set(tiles.map((tile) => tile.id));
    this.order.update(tiles.map((tile) => tile.id));
    const gone = (id: string | null) => id !== null && !there.has(id);
    if (this.wishes.pins.some(gone)) this.wishes = { ...this.wishes, pins: this.wishes.pins.filter((id) => there.has(id)) };
    if (gone(this.wishes.alone)) this.leaveFull();
    if (this.wishes.shareView !== 'side' && gone(this.wishes.shareView)) this.wishes = { ...this.wishes, shareView: null };
    // A screen that is shared again is news again.
    if ([...this.wishes.small].some(gone)) this.wishes = { ...this.wishes, small: new Set([...this.wishes.small].filter((id) => there.has(id))) };
    for (const id of this.scales.keys()) if (!there.has(id)) this.scales.delete(id);
    const floor = this.floor.identity;
    if (floor !== null && speaking.includes(floor) && !this.spoke.includes(floor)) this.toBringIn = floor;
    this.spoke = speaking;
    const others = new Set(tiles.filter((tile) => !tile.isLocal).map((tile) => tile.identity));
    this.floor.update(speaking, others);
    this.refresh();
  }

  /** How much room there is, in CSS pixels, and how fine the screen is. */
  resize(box: Box, density: number): void {
    this.box = box;
    this.gap = box.width < 640 ? 8 : 12;
    this.receive.setDensity(density);
    this.refresh();
  }

  /** Whether anybody can see the page at all. */
  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    this.tellReceive();
  }

  choose(layout: LayoutChoice): void {
    this.wishes = { ...this.wishes, layout };
    this.page = 0;
    savePreferences({ layout });
    this.refresh();
  }

  turn(by: number): void {
    const { page, pages } = this.store.getSnapshot();
    this.page = Math.min(pages - 1, Math.max(0, page + by));
    this.refresh();
  }

  /** Keeps somebody large, or lets them go. With too many the one who was pinned first goes. Answers whether it is pinned now. */
  togglePin(id: string): boolean {
    const { pins } = this.wishes;
    const pinned = !pins.includes(id);
    this.wishes = { ...this.wishes, pins: pinned ? [...pins, id].slice(-mostPins) : pins.filter((one) => one !== id) };
    this.refresh();
    return pinned;
  }

  unpinAll(): void {
    this.wishes = { ...this.wishes, pins: [] };
    this.refresh();
  }

  /** A shared screen is large by itself: this makes it small, and large again. */
  toggleShare(id: string): void {
    const small = new Set(this.wishes.small);
    if (!small.delete(id)) small.add(id);
    this.wishes = { ...this.wishes, small, pins: this.wishes.pins.filter((one) => one !== id) };
    this.refresh();
  }

  /** Several screens `side` by side, or the one with this id large. */
  chooseShare(shareView: string): void {
    const small = new Set(this.wishes.small);
    if (shareView === 'side') small.clear();
    else small.delete(shareView);
    this.wishes = { ...this.wishes, shareView, small };
    this.refresh();
  }

  setSelfView(selfView: boolean): void {
    this.wishes = { ...this.wishes, selfView };
    savePreferences({ selfView });
    this.refresh();
  }

  moveSelf(corner: Corner): void {
    this.corner = corner;
    savePreferences({ selfCorner: corner });
    this.refresh();
  }

  /** One's own small picture goes to the next corner in a direction, if there is one. */
  moveSelfBy(direction: 'left' | 'right' | 'up' | 'down'): void {
    const [vertical, horizontal] = this.corner.split('-');
    const next = direction === 'left' || direction === 'right' ? `${vertical}-${direction}` : `${direction === 'up' ? 'top' : 'bottom'}-${horizontal}`;
    const corner = corners.find((one) => one === next);
    if (corner !== undefined) this.moveSelf(corner);
  }

  setHideNoVideo(hideNoVideo: boolean): void {
    this.wishes = { ...this.wishes, hideNoVideo };
    savePreferences({ hideNoVideo });
    this.refresh();
  }

  /** The whole call fills the screen, or one tile of it. */
  enterFull(tileId: string | null): void {
    this.full = tileId === null ? 'call' : 'tile';
    this.wishes = { ...this.wishes, alone: tileId };
    this.refresh();
  }

  leaveFull(): void {
    this.full = 'none';
    this.wishes = { ...this.wishes, alone: null };
    this.refresh();
  }

  /** How far a shared screen is enlarged: it is received finer then. */
  setScale(id: string, scale: number): void {
    if (scale === 1) this.scales.delete(id);
    else this.scales.set(id, scale);
    this.tellReceive();
  }

  /** The size of each picture in the picture-in-picture window; null when it closes. */
  setPip(size: Box | null): void {
    this.pip = size;
    this.refresh();
  }

  close(): void {
    this.floor.close();
    this.stopWatching();
  }

  private onFloor(identity: string | null): void {
    this.receive.setSpeaker(identity);
    if (identity === null) return;
    const id = `${identity}/camera`;
    this.order.heard(id);
    this.toBringIn = identity;
    // Where the speaker is large, whoever was large before takes the place that becomes free: nobody else moves.
    const { placed, pins, layout } = this.store.getSnapshot();
    const before = placed.find(({ tile, part }) => part === 'main' && tile.source === 'camera' && !pins.includes(tile.id));
    if (layout === 'sidebar' && before !== undefined) this.order.swap(id, before.tile.id);
    this.refresh();
  }

  private refresh(): void {
    // Before the first size is known there is nothing to place; still, everybody else learns what was chosen.
    const speaker = this.floor.identity;
    const ordered = this.sorted();
    const roomForScreens = this.box.width >= 1500 ? 3 : this.box.width >= 900 || this.box.height > this.box.width * 1.4 ? 2 : 1;
    const arrangement = arrange(ordered, this.wishes, speaker, roomForScreens);
    let placement = this.place(arrangement);
    // Only when somebody begins to speak: whoever turns pages to see others does not meet the speaker on each of them.
    if (this.toBringIn !== null && placement.pages > 1) {
      const id = `${this.toBringIn}/camera`;
      const inSight = placement.placed.filter(({ part }) => part === 'rest').map(({ tile }) => tile);
      const waits = arrangement.rest.some((tile) => tile.id === id) && !inSight.some((tile) => tile.id === id);
      if (waits) {
        const speaks = new Set(inSight.filter((tile) => tile.speaking || tile.isLocal || tile.source === 'screen_share').map((tile) => tile.id));
        this.order.bringIn(id, inSight.map((tile) => tile.id), (one) => speaks.has(one));
        placement = this.place(arrange(this.sorted(), this.wishes, speaker, roomForScreens));
      }
    }
    this.toBringIn = null;
    this.page = placement.page;
    const { layout, pins, selfView, hideNoVideo, shareView } = this.wishes;
    const large = arrangement.main.filter((tile) => tile.source === 'screen_share' && !tile.isLocal);
    const before = this.store.getSnapshot();
    this.store.patch({
      ...placement,
      placed: samePlaces(before.placed, placement.placed) ? before.placed : placement.placed,
      layout,
      mode: arrangement.mode,
      pins,
      shares: sameTiles(before.shares, arrangement.shares) ? before.shares : arrangement.shares,
      shareView: shareView ?? (large.length === 1 ? (large[0]?.id ?? 'side') : 'side'),
      leftOut: arrangement.leftOut,
      selfView,
      corner: this.corner,
      hideNoVideo,
      full: this.full,
      speaker,
      pip: this.pip === null ? [] : this.pipTiles(),
    });
    this.tellReceive();
  }

  private place(arrangement: Arrangement): Placement {
    const { tiles, cameras } = this.receive.limits.getSnapshot();
    // Pictures that are not received cost nothing: only a limit of their number makes the pages smaller.
    const most = cameras === 'all' ? Math.min(this.machine, Math.max(1, tiles)) : this.machine;
    return place(arrangement, { box: this.box, gap: this.gap, tiles: most, corner: this.corner }, this.page);
  }

  /** The tiles in the order of the stage: screens first, oneself last. */
  private sorted(): readonly Tile[] {
    const byId = new Map(this.tiles.map((tile) => [tile.id, tile]));
    const tiles = this.order.sort([...byId.keys()]).flatMap((id) => byId.get(id) ?? []);
    const rank = (tile: Tile) => (tile.source === 'screen_share' ? 0 : tile.isLocal ? 2 : 1);
    return [...tiles].sort((a, b) => rank(a) - rank(b));
  }

  /** The shared screen, then whoever has the floor, then those who are large, then the others with a picture. */
  private pipTiles(): readonly Tile[] {
    const speaker = this.floor.identity;
    const rank = (tile: Tile) =>
      tile.source === 'screen_share' ? 0 : tile.identity === speaker ? 1 : this.wishes.pins.includes(tile.id) ? 2 : tile.speaking ? 3 : tile.cameraOn ? 4 : 5;
    return this.sorted()
      .filter((tile) => !tile.isLocal)
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, mostInPip);
  }

  private tellReceive(): void {
    const { placed } = this.store.getSnapshot();
    const seen: SeenPicture[] = this.hidden
      ? []
      : placed
          .filter(({ tile }) => !tile.isLocal)
          .map(({ tile, rect }) => {
            const scale = this.scales.get(tile.id) ?? 1;
            return { identity: tile.identity, source: tile.source, width: rect.width * scale, height: rect.height * scale };
          });
    this.receive.show('stage', seen);
    const { pip } = this;
    this.receive.show('pip', pip === null ? [] : this.pipTiles().map(({ identity, source }) => ({ identity, source, ...pip })));
  }
}

function sameTiles(a: readonly Tile[], b: readonly Tile[]): boolean {
  return a.length === b.length && a.every((tile, index) => tile === b[index]);
}

function samePlaces(a: Placement['placed'], b: Placement['placed']): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      if (other === undefined || one.tile !== other.tile || one.part !== other.part) return false;
      return one.rect.left === other.rect.left && one.rect.top === other.rect.top && one.rect.width === other.rect.width && one.rect.height === other.rect.height;
    })
  );
}
