import { describe, expect, it } from 'vitest';
import { pictureFit } from '../../src/meeting/pictureFit';
import { fitted, largestZoom, noZoom, panBy, zoomBy, zoomedRect, type Zoom } from '../../src/meeting/zoom';

const frame = { width: 1000, height: 700 };
const picture = { width: 1920, height: 1080 };
const centre = { x: 0, y: 0 };

/** The point of the picture, 0 to 1, under a point of the frame measured from its middle. */
function under(zoom: Zoom, at: { x: number; y: number }) {
  const { left, top, width, height } = zoomedRect(zoom, frame, picture);
  return { x: (frame.width / 2 + at.x - left) / width, y: (frame.height / 2 + at.y - top) / height };
}

describe('enlarging a shared screen', () => {
  it('starts with the whole picture in the middle', () => {
    const rect = zoomedRect(noZoom, frame, picture);
    expect([rect.left, rect.top, rect.width, rect.height].map((one) => Math.abs(Math.round(one * 100) / 100))).toEqual([0, 68.75, 1000, 562.5]);
    expect(fitted(frame, { width: 0, height: 0 })).toEqual(frame);
  });

  it.each([{ x: 0, y: 0 }, { x: 200, y: -100 }, { x: -340, y: 180 }])('keeps what is under the pointer ($x, $y) there', (at) => {
    let zoom = zoomBy(noZoom, 3, centre, frame, picture);
    const before = under(zoom, at);
    zoom = zoomBy(zoom, 2, at, frame, picture);
    const after = under(zoom, at);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  it('goes up to eight times and never below one', () => {
    expect(zoomBy(noZoom, 100, centre, frame, picture).scale).toBe(largestZoom);
    expect(zoomBy({ scale: 2, x: 0.3, y: 0.3 }, 0.01, centre, frame, picture)).toEqual(noZoom);
  });

  it('never shows more beyond an edge than it has to', () => {
    for (let scale = 1.1; scale <= 8; scale += 0.7) {
      for (const [dx, dy] of [[9999, 9999], [-9999, 9999], [9999, -9999], [-9999, -9999]] as const) {
        const zoom = panBy(zoomBy(noZoom, scale, centre, frame, picture), dx, dy, frame, picture);
        const { left, top, width, height } = zoomedRect(zoom, frame, picture);
        if (width >= frame.width) expect(left <= 0.01 && left + width >= frame.width - 0.01).toBe(true);
        if (height >= frame.height) expect(top <= 0.01 && top + height >= frame.height - 0.01).toBe(true);
        else expect(top).toBeCloseTo((frame.height - height) / 2);
      }
    }
  });

  it('follows the finger', () => {
    const zoom = zoomBy(noZoom, 4, centre, frame, picture);
    const moved = panBy(zoom, 50, -30, frame, picture);
    const [a, b] = [zoomedRect(zoom, frame, picture), zoomedRect(moved, frame, picture)];
    expect([b.left - a.left, b.top - a.top].map(Math.round)).toEqual([50, -30]);
  });
});

it.each([
  ['a wide picture in a wide tile', 1280, 720, 400, 225, 'cover'],
  ['an old camera in a wide tile', 640, 480, 400, 225, 'cover'],
  ['a phone’s picture in a wide tile', 720, 1280, 400, 225, 'contain'],
  ['a phone’s picture in a phone’s tile', 720, 1280, 180, 300, 'cover'],
  ['a wide picture in a phone’s tile', 1280, 720, 180, 300, 'cover'],
  ['a picture of unknown size', 0, 0, 400, 225, 'cover'],
] as const)('%s is fitted', (_, pw, ph, tw, th, fit) => {
  expect(pictureFit({ width: pw, height: ph }, { width: tw, height: th })).toBe(fit);
});
