import type { Arrangement } from './arrangement';
import { capacity, cornerRect, focusLayout, gridLayout, mainLayout, pagerSize, type Box, type Corner, type Rect } from './layout';
import type { Tile } from './tiles';

export interface Placed {
  readonly tile: Tile;
  readonly rect: Rect;
  readonly part: 'main' | 'rest' | 'corner';
}

export interface Placement {
  readonly placed: readonly Placed[];
  readonly page: number;
  readonly pages: number;
  readonly pager: Rect | null;
}

export interface Screen {
  readonly box: Box;
  readonly gap: number;
  /** How many tiles the machine can show. */
  readonly tiles: number;
  readonly corner: Corner;
}

/** Gives every tile of an arrangement its place. What has no room stands on further pages; oneself stands on every page. */
export function place({ mode, main, rest, corner }: Arrangement, { box, gap, tiles, corner: where }: Screen, wantedPage: number): Placement {
  if (box.width <= 0 || box.height <= 0) return { placed: [], page: 0, pages: 1, pager: null };
  const small: Placed[] = corner === null ? [] : [{ tile: corner, rect: cornerRect(where, box, gap), part: 'corner' }];
  if (mode === 'grid') {
    const whole = capacity(box, tiles);
    if (rest.length <= whole) return { ...one(gridLayout(rest.length, box, gap), rest), pager: null };
    const inner = { width: box.width, height: box.height - pagerSize - gap };
    const room = Math.max(2, capacity(inner, tiles));
    const page = pageOf(rest, room, wantedPage);
    return { ...page, placed: pair(page.shown, gridLayout(page.shown.length, inner, gap), 'rest'), pager: { left: 0, top: box.height - pagerSize, width: box.width, height: pagerSize } };
  }
  const screens = main.filter((tile) => tile.source === 'screen_share').length;
  const layout = focusLayout(rest.length, box, gap, screens === 1 && main.length === 1);
  const large = pair(main, mainLayout(screens, main.length - screens, layout.focus, gap), 'main');
  const page = pageOf(rest, layout.strip.length, wantedPage);
  return { page: page.page, pages: page.pages, placed: [...large, ...pair(page.shown, layout.strip, 'rest'), ...small], pager: layout.pager };
}

function one(rects: readonly Rect[], tiles: readonly Tile[]) {
  return { page: 0, pages: 1, placed: pair(tiles, rects, 'rest') };
}

/** One page of tiles; a camera of one's own at the end stands on each, if there is room beside it. */
function pageOf(tiles: readonly Tile[], room: number, wanted: number): { readonly shown: readonly Tile[]; readonly page: number; readonly pages: number } {
  if (tiles.length <= room || room <= 0) return { shown: tiles.slice(0, Math.max(0, room)), page: 0, pages: 1 };
  const last = tiles.at(-1);
  const self = room > 1 && last?.isLocal === true && last.source === 'camera' ? last : null;
  const others = self === null ? tiles : tiles.slice(0, -1);
  const each = room - (self === null ? 0 : 1);
  const pages = Math.ceil(others.length / each);
  const page = Math.min(pages - 1, Math.max(0, wanted));
  const shown = others.slice(page * each, (page + 1) * each);
  return { shown: self === null ? shown : [...shown, self], page, pages };
}

function pair(tiles: readonly Tile[], rects: readonly Rect[], part: Placed['part']): readonly Placed[] {
  return tiles.flatMap((tile, index) => {
    const rect = rects[index];
    return rect === undefined ? [] : [{ tile, rect, part }];
  });
}
