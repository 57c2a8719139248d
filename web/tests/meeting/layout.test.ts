import { describe, expect, it } from 'vitest';
import { capacity, focusLayout, gridLayout, type Box, type Rect } from '../../src/meeting/layout';

const stages: Record<string, Box> = {
  desktop: { width: 1256, height: 714 },
  'desktop with a panel': { width: 884, height: 714 },
  'large screen': { width: 1896, height: 990 },
  phone: { width: 374, height: 762 },
  'phone on its side': { width: 828, height: 308 },
  'smallest phone': { width: 304, height: 550 },
};
const gap = 8;

function overlaps(a: Rect, b: Rect): boolean {
  return a.left + a.width > b.left + 0.01 && b.left + b.width > a.left + 0.01 && a.top + a.height > b.top + 0.01 && b.top + b.height > a.top + 0.01;
}

function expectTidy(rects: readonly Rect[], stage: Box) {
  for (const rect of rects) {
    expect(rect.left).toBeGreaterThanOrEqual(-0.01);
    expect(rect.top).toBeGreaterThanOrEqual(-0.01);
    expect(rect.left + rect.width).toBeLessThanOrEqual(stage.width + 0.01);
    expect(rect.top + rect.height).toBeLessThanOrEqual(stage.height + 0.01);
  }
  rects.forEach((a, i) => rects.slice(i + 1).forEach((b) => expect(overlaps(a, b)).toBe(false)));
}

describe.each(Object.entries(stages))('on a %s', (_, stage) => {
  it.each(Array.from({ length: 16 }, (_, i) => i + 1))('%i equal tiles fit, do not overlap and keep a camera’s shape', (count) => {
    const rects = gridLayout(count, stage, gap);
    expect(rects).toHaveLength(count);
    expectTidy(rects, stage);
    for (const { width, height } of rects) {
      expect(width).toBeCloseTo(rects[0]?.width ?? 0);
      expect(height).toBeCloseTo(rects[0]?.height ?? 0);
      expect(width / height).toBeLessThanOrEqual(16 / 9 + 0.001);
      expect(width / height).toBeGreaterThanOrEqual(0.599);
      expect(Math.min(width, height)).toBeGreaterThan(55);
    }
  });

  it.each(Array.from({ length: 16 }, (_, i) => i + 1))('%i tiles use the stage well', (count) => {
    const rects = gridLayout(count, stage, gap);
    const used = rects.reduce((sum, { width, height }) => sum + width * height, 0);
    // A lone tile on a phone held on its side leaves the sides empty: a camera is no panorama.
    expect(used / (stage.width * stage.height)).toBeGreaterThan(0.5);
  });

  it('a row that is not full is centred', () => {
    const rects = gridLayout(5, stage, gap);
    const bottom = Math.max(...rects.map(({ top }) => top));
    const last = rects.filter(({ top }) => Math.abs(top - bottom) < 0.01);
    const left = Math.min(...last.map((rect) => rect.left));
    const right = Math.max(...last.map((rect) => rect.left + rect.width));
    expect(left).toBeCloseTo(stage.width - right);
  });

  it.each([1, 2, 5, 16])('a focus with %i others beside it fits and is the largest', (others) => {
    const { focus, strip } = focusLayout(others, stage, gap);
    expectTidy([focus, ...strip], stage);
    expect(strip.length).toBeGreaterThan(0);
    expect(strip.length).toBeLessThanOrEqual(others);
    for (const rect of strip) expect(focus.width * focus.height).toBeGreaterThan(3 * rect.width * rect.height);
  });
});

it('two people on a desktop stand side by side, and on a phone one above the other', () => {
  const [a, b] = gridLayout(2, stages.desktop ?? { width: 0, height: 0 }, gap);
  expect(a?.top).toBe(b?.top);
  const [c, d] = gridLayout(2, stages.phone ?? { width: 0, height: 0 }, gap);
  expect(c?.left).toBe(d?.left);
});

it('four people on a phone make two rows of two', () => {
  const rects = gridLayout(4, stages.phone ?? { width: 0, height: 0 }, gap);
  expect(new Set(rects.map(({ top }) => Math.round(top))).size).toBe(2);
});

it('a focus alone takes the whole stage', () => {
  const stage = { width: 800, height: 600 };
  expect(focusLayout(0, stage, gap)).toEqual({ focus: { left: 0, top: 0, ...stage }, strip: [], pager: null });
});

it('a stage without size shows nothing', () => {
  expect(gridLayout(3, { width: 0, height: 0 }, gap)).toEqual([]);
});

describe('how many people are shown at once', () => {
  it.each([
    ['smallest phone', 8],
    ['phone on its side', 10],
    ['phone', 12],
    ['desktop', 25],
    ['large screen', 49],
  ])('on a %s: %i', (name, count) => {
    expect(capacity(stages[name] ?? { width: 0, height: 0 })).toBe(count);
  });

  it('never more than the machine can draw, never more than 49, and always one', () => {
    expect(capacity({ width: 3840, height: 2160 })).toBe(49);
    expect(capacity({ width: 3840, height: 2160 }, 9)).toBe(9);
    expect(capacity({ width: 10, height: 10 })).toBe(1);
  });
});
