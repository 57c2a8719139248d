/** Something of the control bar, as far as its place matters. */
export interface BarItem {
  readonly id: string;
  /** In CSS pixels. */
  readonly width: number;
  /** What has the lowest rank goes to the menu first; `always` never goes. */
  readonly rank: number | 'always';
}

/** Which items stay in a bar of this width. The rest goes to the menu "more", the least important first. */
export function fitBar(items: readonly BarItem[], available: number, gap: number): ReadonlySet<string> {
  const kept = [...items];
  const width = () => kept.reduce((sum, item) => sum + item.width, 0) + gap * Math.max(0, kept.length - 1);
  while (width() > available) {
    const out = kept.reduce<BarItem | null>((least, item) => (item.rank !== 'always' && (least === null || item.rank < (least.rank as number)) ? item : least), null);
    if (out === null) break;
    kept.splice(kept.indexOf(out), 1);
  }
  return new Set(kept.map((item) => item.id));
}
