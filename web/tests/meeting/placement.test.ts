import { describe, expect, it } from 'vitest';
import { arrange, layouts, type Wishes } from '../../src/meeting/arrangement';
import { corners, pagerSize, type Box, type Rect } from '../../src/meeting/layout';
import { place, type Placed } from '../../src/meeting/placement';
import type { Tile } from '../../src/meeting/tiles';

const boxes: readonly Box[] = [
  { width: 304, height: 360 },
  { width: 304, height: 550 },
  { width: 374, height: 730 },
  { width: 828, height: 290 },
  { width: 640, height: 420 },
  { width: 760, height: 900 },
  { width: 1000, height: 620 },
  { width: 1256, height: 700 },
  { width: 1896, height: 980 },
  { width: 3816, height: 2060 },
];
const counts = [1, 2, 3, 4, 5, 6, 7, 9, 12, 16, 17, 25, 26, 49, 50, 64, 99, 100];
const scenes = [
  { name: 'a plain meeting', shares: 0, pins: 0 },
  { name: 'one shared screen', shares: 1, pins: 0 },
  { name: 'three shared screens', shares: 3, pins: 0 },
  { name: 'an interpreter beside the speaker', shares: 0, pins: 1 },
  { name: 'an interpreter beside a shared screen', shares: 1, pins: 1 },
  { name: 'four pinned people', shares: 0, pins: 4 },
  { name: 'two shared screens and three pinned people', shares: 2, pins: 3 },
];

function tile(identity: string, change: Partial<Tile> = {}): Tile {
  const source = change.source ?? 'camera';
  return {
    id: `${identity}/${source}`, identity, source, name: identity, isLocal: identity === 'me', microphoneOn: true, cameraOn: true, speaking: false,
    link: 'good', linkCause: null, video: null, paused: false, guest: false, role: 'participant', hand: null, spotlighted: false, sound: false, ...change,
  };
}

const plain: Wishes = { layout: 'auto', pins: [], small: new Set(), shareView: null, selfView: true, hideNoVideo: false, alone: null };

function meeting(count: number, shares: number): readonly Tile[] {
  const others = Array.from({ length: count - 1 }, (_, i) => `p${i}`);
  return [...others.slice(0, shares).map((one) => tile(one, { source: 'screen_share' })), ...others.map((one) => tile(one)), tile('me')];
}

function overlap(a: Rect, b: Rect): boolean {
  return a.left + a.width > b.left + 0.01 && b.left + b.width > a.left + 0.01 && a.top + a.height > b.top + 0.01 && b.top + b.height > a.top + 0.01;
}

function inside({ left, top, width, height }: Rect, box: Box): boolean {
  return left >= -0.01 && top >= -0.01 && left + width <= box.width + 0.01 && top + height <= box.height + 0.01 && width > 0 && height > 0;
}

/** What must be true of every stage. */
function expectTidy(placed: readonly Placed[], pager: Rect | null, box: Box): string[] {
  const wrong: string[] = [];
  const flat = placed.filter(({ part }) => part !== 'corner');
  for (const one of placed) if (!inside(one.rect, box)) wrong.push(`${one.tile.id} lies outside`);
  flat.forEach((a, i) => flat.slice(i + 1).forEach((b) => overlap(a.rect, b.rect) && wrong.push(`${a.tile.id} overlaps ${b.tile.id}`)));
  if (new Set(placed.map((one) => one.tile.id)).size !== placed.length) wrong.push('a tile stands twice');
  if (pager !== null) {
    if (!inside(pager, box)) wrong.push('the pager lies outside');
    for (const one of flat) if (overlap(one.rect, pager)) wrong.push(`${one.tile.id} overlaps the pager`);
    if (pager.height < pagerSize || pager.width < 3 * 40) wrong.push('the pager is too small for a finger');
  }
  const large = flat.filter(({ part }) => part === 'main');
  const biggest = Math.max(0, ...large.map(({ rect }) => rect.width * rect.height));
  for (const { tile: one, rect, part } of flat) if (part === 'rest' && large.length > 0 && rect.width * rect.height > biggest + 1) wrong.push(`${one.id} is larger than what is large`);
  return wrong;
}

describe.each(boxes)('on a stage of $width × $height', (box) => {
  describe.each(scenes)('$name', ({ shares, pins }) => {
    it.each(layouts)('in the layout %s every page is tidy and together they show everybody once', (layout) => {
      const wrong: string[] = [];
      for (const count of counts) {
        const tiles = meeting(count, shares);
        const pinned = tiles.filter((one) => one.source === 'camera' && !one.isLocal).slice(-pins || tiles.length, tiles.length).slice(0, pins);
        const wishes = { ...plain, layout, pins: pinned.map((one) => one.id) };
        for (const room of [1, 3]) {
          const arrangement = arrange(tiles, wishes, 'p1', room);
          const seen = new Map<string, number>();
          let pages = 1;
          for (let page = 0; page < pages; page++) {
            const result = place(arrangement, { box, gap: 8, tiles: 49, corner: 'bottom-right' }, page);
            pages = result.pages;
            if (result.page !== page) wrong.push(`${count}: page ${page} is page ${result.page}`);
            if ((result.pager !== null) !== pages > 1) wrong.push(`${count}: ${pages} pages and ${result.pager === null ? 'no' : 'a'} pager`);
            wrong.push(...expectTidy(result.placed, result.pager, box).map((what) => `${count} people, page ${page}: ${what}`));
            for (const { tile: one, part } of result.placed) if (part === 'rest') seen.set(one.id, (seen.get(one.id) ?? 0) + 1);
          }
          for (const one of arrangement.rest) {
            const times = seen.get(one.id) ?? 0;
            if (one.isLocal ? times === 0 : times !== 1) wrong.push(`${count} people: ${one.id} is seen ${times} times`);
          }
        }
      }
      expect(wrong.slice(0, 5)).toEqual([]);
    });
  });
});

describe('two pinned people, a speaker and an interpreter', () => {
  const tiles = Array.from({ length: 9 }, (_, i) => tile(`p${i}`, { isLocal: i === 8 }));
  const large = (box: Box) =>
    place(arrange(tiles, { ...plain, pins: ['p3/camera', 'p4/camera'] }, 'p1', 1), { box, gap: 12, tiles: 49, corner: 'bottom-right' }, 0).placed.filter(({ part }) => part === 'main').map(({ rect }) => rect);

  it.each([
    { width: 1256, height: 714 },
    { width: 1896, height: 980 },
    { width: 844, height: 300 },
  ])('stand side by side at $width × $height', (box) => {
    const [one, other] = large(box);
    expect(one?.top).toBe(other?.top);
    expect(one?.height).toBe(other?.height);
    expect(other?.left).toBeGreaterThanOrEqual((one?.left ?? 0) + (one?.width ?? 0));
  });

  it('stand one above the other on a phone held upright', () => {
    const [one, other] = large({ width: 374, height: 730 });
    expect(other?.top).toBeGreaterThanOrEqual((one?.top ?? 0) + (one?.height ?? 0));
  });
});

describe('a page', () => {
  const many = arrange(meeting(60, 0), plain, null, 1);

  it('beyond the last is the last', () => {
    const { page, pages } = place(many, { box: { width: 1256, height: 700 }, gap: 8, tiles: 49, corner: 'top-left' }, 99);
    expect(page).toBe(pages - 1);
  });

  it.each([9, 16, 25])('holds no more than the %i tiles that a machine can draw', (tiles) => {
    const { placed, pages } = place(many, { box: { width: 3816, height: 2060 }, gap: 12, tiles, corner: 'top-left' }, 0);
    expect(placed).toHaveLength(tiles);
    expect(pages).toBe(Math.ceil(59 / (tiles - 1)));
  });

  it('always shows oneself, last', () => {
    for (let page = 0; page < 3; page++) {
      const { placed } = place(many, { box: { width: 1256, height: 700 }, gap: 8, tiles: 49, corner: 'top-left' }, page);
      expect(placed.at(-1)?.tile.isLocal).toBe(true);
    }
  });
});

describe('the small picture of oneself', () => {
  it.each(corners)('lies in the corner %s, and never over the middle', (corner) => {
    for (const box of boxes) {
      const { placed } = place(arrange(meeting(2, 0), plain, null, 1), { box, gap: 8, tiles: 49, corner }, 0);
      const own = placed.find(({ part }) => part === 'corner')?.rect ?? { left: 0, top: 0, width: 0, height: 0 };
      expect(inside(own, box)).toBe(true);
      expect(own.left < box.width / 2 - own.width / 2).toBe(corner.endsWith('left'));
      expect(own.top < box.height / 2 - own.height / 2).toBe(corner.startsWith('top'));
      expect(own.width * own.height).toBeLessThan((box.width * box.height) / 8);
    }
  });
});
