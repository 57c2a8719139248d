import { describe, expect, it } from 'vitest';
import { fitBar, type BarItem } from '../../src/features/call/fitBar';

const items: readonly BarItem[] = [
  { id: 'microphone', width: 48, rank: 'always' },
  { id: 'microphones', width: 20, rank: 25 },
  { id: 'camera', width: 48, rank: 'always' },
  { id: 'share', width: 48, rank: 80 },
  { id: 'reactions', width: 48, rank: 55 },
  { id: 'chat', width: 48, rank: 70 },
  { id: 'people', width: 48, rank: 50 },
];
const gap = 10;
const widthOf = (ids: ReadonlySet<string>) => {
  const kept = items.filter((item) => ids.has(item.id));
  return kept.reduce((sum, item) => sum + item.width, 0) + gap * (kept.length - 1);
};

describe('a bar that is too narrow', () => {
  it.each(Array.from({ length: 60 }, (_, i) => i * 10))('of %i px holds what fits, the important first', (available) => {
    const shown = fitBar(items, available, gap);
    expect(shown.has('microphone') && shown.has('camera')).toBe(true);
    if (shown.size > 2) expect(widthOf(shown)).toBeLessThanOrEqual(available);
    const ranks = (those: readonly BarItem[]) => those.map((item) => item.rank).filter((rank) => rank !== 'always');
    const lowestShown = Math.min(...ranks(items.filter((item) => shown.has(item.id))));
    const highestHidden = Math.max(...ranks(items.filter((item) => !shown.has(item.id))));
    expect(highestHidden).toBeLessThan(lowestShown);
  });

  it('gives nothing up that has room', () => {
    expect(fitBar(items, 1000, gap).size).toBe(items.length);
    expect(fitBar(items, widthOf(new Set(items.map((item) => item.id))), gap).size).toBe(items.length);
  });

  it('keeps the order of nothing but the rank: the least important goes first', () => {
    const all = widthOf(new Set(items.map((item) => item.id)));
    expect(fitBar(items, all - 1, gap).has('microphones')).toBe(false);
    expect(fitBar(items, all - 40, gap).has('people')).toBe(false);
  });
});
