import { useEffect } from 'react';

/** So far a finger has to go, in pixels, and mostly sideways. */
const far = 56;

/** A finger that wipes over the pictures turns the page. */
export function useSwipe(element: HTMLElement | null, onTurn: (by: 1 | -1) => void): void {
  useEffect(() => {
    if (element === null) return;
    let start: { id: number; x: number; y: number } | null = null;
    let fingers = 0;
    const onDown = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') return;
      fingers++;
      start = fingers === 1 ? { id: event.pointerId, x: event.clientX, y: event.clientY } : null;
    };
    const onUp = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') return;
      fingers = Math.max(0, fingers - 1);
      const from = start;
      start = null;
      if (from === null || from.id !== event.pointerId || event.type === 'pointercancel') return;
      const x = event.clientX - from.x;
      if (Math.abs(x) > far && Math.abs(x) > 2 * Math.abs(event.clientY - from.y)) onTurn(x < 0 ? 1 : -1);
    };
    element.addEventListener('pointerdown', onDown);
    element.addEventListener('pointerup', onUp);
    element.addEventListener('pointercancel', onUp);
    return () => {
      element.removeEventListener('pointerdown', onDown);
      element.removeEventListener('pointerup', onUp);
      element.removeEventListener('pointercancel', onUp);
    };
  }, [element, onTurn]);
}
