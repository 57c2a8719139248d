import { useEffect, useState, type RefObject } from 'react';
import type { Box, Corner } from '../../meeting/layout';
import type { StageView } from '../../meeting/stageView';

/** A press that moves less is a click. */
const threshold = 6;

/** Lets one's own small picture be dragged to any corner, or sent there with Shift and an arrow key. Answers how far it is dragged now. */
export function useOwnCorner(ref: RefObject<HTMLElement | null>, view: StageView, enabled: boolean, stage: Box) {
  const [drag, setDrag] = useState<{ x: number; y: number } | null>(null);
  const { width, height } = stage;
  useEffect(() => {
    const element = ref.current;
    if (element === null || !enabled) return;
    let start: { id: number; x: number; y: number } | null = null;
    let moved = false;
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button') !== null)) return;
      start = { id: event.pointerId, x: event.clientX, y: event.clientY };
      moved = false;
      event.stopPropagation();
    };
    const onMove = (event: PointerEvent) => {
      if (start === null || start.id !== event.pointerId) return;
      const by = { x: event.clientX - start.x, y: event.clientY - start.y };
      if (!moved && Math.hypot(by.x, by.y) < threshold) return;
      if (!moved) element.setPointerCapture(event.pointerId);
      moved = true;
      setDrag(by);
    };
    const onUp = (event: PointerEvent) => {
      if (start === null) return;
      start = null;
      if (!moved) return;
      const tile = element.getBoundingClientRect();
      const around = element.parentElement?.getBoundingClientRect();
      setDrag(null);
      if (around === undefined || event.type === 'pointercancel') return;
      const corner: Corner = `${tile.top + tile.height / 2 < around.top + height / 2 ? 'top' : 'bottom'}-${tile.left + tile.width / 2 < around.left + width / 2 ? 'left' : 'right'}`;
      view.moveSelf(corner);
    };
    const ways = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' } as const;
    const onKey = (event: KeyboardEvent) => {
      if (!event.shiftKey || !(event.key in ways)) return;
      view.moveSelfBy(ways[event.key as keyof typeof ways]);
      event.preventDefault();
      event.stopPropagation();
    };
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointermove', onMove);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    element.addEventListener('keydown', onKey);
    return () => {
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointermove', onMove);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
      element.removeEventListener('keydown', onKey);
    };
  }, [ref, view, enabled, width, height]);
  return drag;
}
