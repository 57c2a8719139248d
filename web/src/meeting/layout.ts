/** Where tiles go: pure geometry, in CSS pixels. */

export interface Box {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Box {
  readonly left: number;
  readonly top: number;
}

export interface FocusLayout {
  /** Where what is large stands. */
  readonly focus: Rect;
  /** One for each tile beside it that has room. */
  readonly strip: readonly Rect[];
  /** Where one turns pages, when not all have room. */
  readonly pager: Rect | null;
}

/** A tile is never flatter than this. */
const widest = 16 / 9;

/** The thickness of what turns pages: a finger's. */
export const pagerSize = 44;

/** No stage shows more at once. */
export const mostTiles = 49;

/** How many equal tiles a stage shows at once, so that a face can still be read on each. `machine` is what the computer can draw. */
export function capacity(stage: Box, machine = mostTiles): number {
  const phone = Math.min(stage.width, stage.height) < 560;
  const columns = Math.floor(stage.width / (phone ? 140 : 220));
  const rows = Math.floor(stage.height / (phone ? 116 : 130));
  return Math.max(1, Math.min(mostTiles, machine, Math.max(1, columns) * Math.max(1, rows)));
}

/**
 * Lays out equal tiles in the rows and columns that give the largest tiles. Cameras are cropped to fill their tile:
 * on a wide stage never beyond 4:3, on a tall one (a phone held upright) down to portrait while people are few.
 * An incomplete last row is centred.
 */
export function gridLayout(count: number, stage: Box, gap: number): readonly Rect[] {
  if (count <= 0 || stage.width <= 0 || stage.height <= 0) return [];
  const narrowest = stage.width >= stage.height ? 4 / 3 : count <= 6 ? 0.6 : 1;
  let best: { columns: number; rows: number; tile: Box; score: number } | null = null;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const tile = fit(
      (stage.width - gap * (columns - 1)) / columns,
      (stage.height - gap * (rows - 1)) / rows,
      narrowest,
    );
    if (tile.width <= 0 || tile.height <= 0) continue;
    // Empty places and long thin grids look untidy: slightly smaller tiles in a fuller, squarer grid are better.
    const empty = (columns * rows - count) / (columns * rows);
    const thin = Math.abs(columns - rows) / (columns + rows);
    const score = tile.width * tile.height * (1 - 0.12 * empty) * (1 - 0.15 * thin);
    if (best === null || score > best.score) best = { columns, rows, tile, score };
  }
  if (best === null) return [];
  const { columns, rows, tile } = best;
  const top = (stage.height - rows * tile.height - gap * (rows - 1)) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (stage.width - inRow * tile.width - gap * (inRow - 1)) / 2;
    return {
      left: left + (index % columns) * (tile.width + gap),
      top: top + row * (tile.height + gap),
      ...tile,
    };
  });
}

/**
 * Room for what is large, and a strip of the others: at the right of a wide stage, at the bottom of a tall one. A shared screen is
 * wide: below it a tall stage has room for a grid of the others.
 */
export function focusLayout(others: number, stage: Box, gap: number, wideFocus = false): FocusLayout {
  if (others <= 0) return { focus: { left: 0, top: 0, ...stage }, strip: [], pager: null };
  if (stage.width >= stage.height) return stripBeside(others, stage, gap);
  return wideFocus && stage.height > stage.width * 1.25 ? gridBelow(others, stage, gap) : stripBelow(others, stage, gap);
}

function stripBeside(others: number, stage: Box, gap: number): FocusLayout {
  const shape = 16 / 9;
  // The strip takes a fifth of the stage at most, and less where the tiles of all can be smaller but still show a face.
  const most = clamp(stage.width * 0.2, 132, 260);
  const forAll = ((stage.height + gap) / others - gap) * shape;
  const across = clamp(forAll, Math.min(168, most), most);
  const long = across / shape;
  const fits = (height: number) => Math.max(1, Math.floor((height + gap + 0.01) / (long + gap)));
  const paged = fits(stage.height) < others;
  const height = paged ? stage.height - pagerSize - gap : stage.height;
  const shown = Math.min(others, fits(height));
  // A very low stage has room for a part of a tile only.
  const each = Math.min(long, height);
  const start = (height - shown * each - gap * (shown - 1)) / 2;
  const left = stage.width - across;
  const strip = Array.from({ length: shown }, (_, index): Rect => ({ left, top: start + index * (each + gap), width: across, height: each }));
  return {
    focus: { left: 0, top: 0, width: left - gap, height: stage.height },
    strip,
    pager: paged ? { left, top: stage.height - pagerSize, width: across, height: pagerSize } : null,
  };
}

function stripBelow(others: number, stage: Box, gap: number): FocusLayout {
  const most = clamp(stage.height * 0.2, 84, 116);
  const across = clamp((stage.width + gap) / others - gap, Math.min(84, most), most);
  const fits = Math.max(1, Math.floor((stage.width + gap + 0.01) / (across + gap)));
  const shown = Math.min(others, fits);
  const paged = shown < others;
  const bottom = stage.height - (paged ? pagerSize + gap : 0);
  const start = (stage.width - shown * across - gap * (shown - 1)) / 2;
  const strip = Array.from({ length: shown }, (_, index): Rect => ({ left: start + index * (across + gap), top: bottom - across, width: across, height: across }));
  return {
    focus: { left: 0, top: 0, width: stage.width, height: bottom - across - gap },
    strip,
    pager: paged ? { left: 0, top: stage.height - pagerSize, width: stage.width, height: pagerSize } : null,
  };
}

function gridBelow(others: number, stage: Box, gap: number): FocusLayout {
  // A wide screen needs no more height than this; with few people it gets what they do not need.
  const enough = Math.round(stage.width * 0.62);
  const height = others <= 2 ? Math.max(enough, Math.round(stage.height * 0.65)) : enough;
  const focus = { left: 0, top: 0, width: stage.width, height };
  const top = focus.height + gap;
  const all = { width: stage.width, height: stage.height - top };
  const paged = others > capacity(all);
  const box = paged ? { ...all, height: all.height - pagerSize - gap } : all;
  const strip = gridLayout(Math.min(others, capacity(box)), box, gap).map((rect) => ({ ...rect, top: rect.top + top }));
  return { focus, strip, pager: paged ? { left: 0, top: stage.height - pagerSize, width: stage.width, height: pagerSize } : null };
}

/**
 * Several large things in one room: two people side by side where there is room (a speaker and an interpreter are watched in one glance),
 * more of them as in a grid; screens side by side, or one above the other, in as much room
 * as they have; and people beside screens (an interpreter) in a quarter of it.
 */
export function mainLayout(screens: number, people: number, area: Rect, gap: number): readonly Rect[] {
  if (screens > 0 && people > 0) {
    const wide = area.width >= area.height;
    const share = clamp(0.16 + 0.08 * people, 0.24, 0.4);
    const size = (wide ? area.width : area.height) * share;
    const [first, second] = wide
      ? [{ ...area, width: area.width - size - gap }, { ...area, left: area.left + area.width - size, width: size }]
      : [{ ...area, height: area.height - size - gap }, { ...area, top: area.top + area.height - size, height: size }];
    return [...cells(screens, first, gap), ...within(gridLayout(people, second, gap), second)];
  }
  if (people === 2 && area.width >= area.height * 1.25) return beside(area, gap);
  if (people > 1) return within(gridLayout(people, area, gap), area);
  return cells(screens + people, area, gap);
}

/** Two cameras side by side, even where one above the other would be a little larger. */
function beside(area: Rect, gap: number): readonly Rect[] {
  const tile = fit((area.width - gap) / 2, area.height, 4 / 3);
  const left = area.left + (area.width - 2 * tile.width - gap) / 2;
  const top = area.top + (area.height - tile.height) / 2;
  return [0, 1].map((index) => ({ left: left + index * (tile.width + gap), top, ...tile }));
}

/** Equal parts of an area, in the rows and columns that suit wide pictures best; an incomplete last row is stretched. */
function cells(count: number, area: Rect, gap: number): readonly Rect[] {
  let best: { columns: number; size: number } = { columns: 1, size: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const width = (area.width - gap * (columns - 1)) / columns;
    const height = (area.height - gap * (rows - 1)) / rows;
    const size = Math.min(width, height * widest);
    if (size > best.size + 0.01) best = { columns, size };
  }
  const { columns } = best;
  const rows = Math.ceil(count / columns);
  const height = (area.height - gap * (rows - 1)) / rows;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const width = (area.width - gap * (inRow - 1)) / inRow;
    return { left: area.left + (index % columns) * (width + gap), top: area.top + row * (height + gap), width, height };
  });
}

export const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type Corner = (typeof corners)[number];

/** A small picture over a large one. */
export function cornerRect(corner: Corner, stage: Box, gap: number): Rect {
  const tall = stage.height > stage.width;
  const width = tall ? clamp(stage.width * 0.28, 84, 160) : clamp(stage.width * 0.18, 120, 280);
  const height = tall ? width * (4 / 3) : width / widest;
  return {
    left: corner.endsWith('left') ? gap : stage.width - width - gap,
    top: corner.startsWith('top') ? gap : stage.height - height - gap,
    width,
    height,
  };
}

function within(rects: readonly Rect[], area: Rect): readonly Rect[] {
  return rects.map((rect) => ({ ...rect, left: rect.left + area.left, top: rect.top + area.top }));
}

function fit(width: number, height: number, narrowest: number): Box {
  if (width / height > widest) return { width: height * widest, height };
  if (width / height < narrowest) return { width, height: width / narrowest };
  return { width, height };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
