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
  readonly focus: Rect;
  /** One for each tile beside the focus that has room; the others are not shown. */
  readonly strip: readonly Rect[];
}

/** A tile is never flatter than this. */
const widest = 16 / 9;

/** How many tiles a stage shows at once; further people are counted on the last tile. */
export function capacity(stage: Box): number {
  return stage.width < 640 || stage.height < 420 ? 16 : 25;
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

/** One large tile, and a strip of the others at the right of a wide stage or at the bottom of a tall one. */
export function focusLayout(others: number, stage: Box, gap: number): FocusLayout {
  if (others <= 0) return { focus: { left: 0, top: 0, ...stage }, strip: [] };
  const beside = stage.width >= stage.height;
  const along = beside ? stage.height : stage.width;
  const shape = beside ? 16 / 9 : 1;
  // The strip takes a fifth of the stage at most, and less where the tiles of all can be smaller but still show a face.
  const most = clamp((beside ? stage.width : stage.height) * 0.2, beside ? 132 : 84, beside ? 260 : 116);
  const forAll = ((along + gap) / others - gap) * shape;
  const across = clamp(forAll, Math.min(beside ? 168 : 84, most), most);
  const long = across / shape;
  const fits = Math.max(1, Math.floor((along + gap + 0.01) / (long + gap)));
  const shown = Math.min(others, fits);
  const start = (along - shown * long - gap * (shown - 1)) / 2;
  const strip = Array.from({ length: shown }, (_, index): Rect => {
    const at = start + index * (long + gap);
    return beside
      ? { left: stage.width - across, top: at, width: across, height: long }
      : { left: at, top: stage.height - across, width: long, height: across };
  });
  const rest = (beside ? stage.width : stage.height) - across - gap;
  const focus = beside
    ? { left: 0, top: 0, width: rest, height: stage.height }
    : { left: 0, top: 0, width: stage.width, height: rest };
  return { focus, strip };
}

function fit(width: number, height: number, narrowest: number): Box {
  if (width / height > widest) return { width: height * widest, height };
  if (width / height < narrowest) return { width, height: width / narrowest };
  return { width, height };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
