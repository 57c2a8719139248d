import { useEffect, useState, type RefObject } from 'react';
import type { Box } from '../../meeting/layout';
import { noZoom, panBy, zoomBy, zoomStep, type Zoom } from '../../meeting/zoom';

/** How far an arrow key moves the picture, in pixels. */
const keyPan = 60;
/** What a double click enlarges to. */
const doubleClick = 2.5;
const centre = { x: 0, y: 0 };

export interface ZoomControl {
  readonly zoom: Zoom;
  readonly by: (factor: number) => void;
  readonly reset: () => void;
}

/**
 * Enlarges what is in a frame: wheel with Ctrl (as a trackpad's pinch arrives), two fingers, double click, + − 0, and moves it by
 * dragging, arrow keys or the wheel. Listens to the frame itself, before anything around it acts on the same keys and fingers.
 */
export function useZoom(ref: RefObject<HTMLElement | null>, frame: Box, picture: Box, enabled: boolean, onScale: (scale: number) => void): ZoomControl {
  const [wished, setZoom] = useState(noZoom);
  const zoom = enabled ? wished : noZoom;
  const { width: fw, height: fh } = frame;
  const { width: pw, height: ph } = picture;

  useEffect(() => onScale(zoom.scale), [onScale, zoom.scale]);

  useEffect(() => {
    const element = ref.current;
    if (element === null || !enabled) return;
    const box = { width: fw, height: fh };
    const inner = { width: pw, height: ph };
    const fingers = new Map<number, { x: number; y: number }>();
    let zoomed = false;
    const change = (next: (now: Zoom) => Zoom) =>
      setZoom((now) => {
        const after = next(now);
        zoomed = after.scale > 1;
        return after;
      });
    setZoom((now) => {
      zoomed = now.scale > 1;
      return now;
    });
    const from = (event: { clientX: number; clientY: number }) => {
      const { left, top } = element.getBoundingClientRect();
      return { x: event.clientX - left - fw / 2, y: event.clientY - top - fh / 2 };
    };
    const onButton = (event: Event) => event.target instanceof Element && event.target.closest('button') !== null;

    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey) change((now) => zoomBy(now, Math.exp(-event.deltaY * 0.01), from(event), box, inner));
      else if (zoomed) change((now) => panBy(now, -event.deltaX, -event.deltaY, box, inner));
      else return;
      event.preventDefault();
    };
    const onDown = (event: PointerEvent) => {
      if (onButton(event) || (event.pointerType === 'mouse' && event.button !== 0)) return;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      // With a capture from the first finger a tap would no longer reach what lies in the frame.
      if (zoomed || fingers.size > 1) for (const id of fingers.keys()) element.setPointerCapture(id);
      if (zoomed || fingers.size > 1) event.stopPropagation();
    };
    const onMove = (event: PointerEvent) => {
      const before = fingers.get(event.pointerId);
      if (before === undefined) return;
      const after = { x: event.clientX, y: event.clientY };
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, after);
      if (other !== undefined) {
        const apart = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y);
        const middle = from({ clientX: (after.x + other.x) / 2, clientY: (after.y + other.y) / 2 });
        change((now) => panBy(zoomBy(now, apart(after) / Math.max(1, apart(before)), middle, box, inner), (after.x - before.x) / 2, (after.y - before.y) / 2, box, inner));
      } else if (zoomed) change((now) => panBy(now, after.x - before.x, after.y - before.y, box, inner));
      else return;
      event.stopPropagation();
    };
    const onUp = (event: PointerEvent) => fingers.delete(event.pointerId);
    const onDouble = (event: MouseEvent) => {
      if (onButton(event)) return;
      change((now) => (now.scale > 1 ? noZoom : zoomBy(now, doubleClick, from(event), box, inner)));
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const pans: Record<string, [number, number]> = { ArrowLeft: [keyPan, 0], ArrowRight: [-keyPan, 0], ArrowUp: [0, keyPan], ArrowDown: [0, -keyPan] };
      const pan = pans[event.key];
      if (event.key === '+' || event.key === '=') change((now) => zoomBy(now, zoomStep, centre, box, inner));
      else if (event.key === '-') change((now) => zoomBy(now, 1 / zoomStep, centre, box, inner));
      else if (event.key === '0') change(() => noZoom);
      else if (pan !== undefined && zoomed) change((now) => panBy(now, pan[0], pan[1], box, inner));
      else return;
      event.preventDefault();
      event.stopPropagation();
    };

    element.addEventListener('wheel', onWheel, { passive: false });
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    element.addEventListener('dblclick', onDouble);
    element.addEventListener('keydown', onKey);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
      element.removeEventListener('dblclick', onDouble);
      element.removeEventListener('keydown', onKey);
    };
  }, [ref, enabled, fw, fh, pw, ph]);

  return {
    zoom,
    by: (factor) => setZoom((now) => zoomBy(now, factor, centre, frame, picture)),
    reset: () => setZoom(noZoom),
  };
}
