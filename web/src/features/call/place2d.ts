import type { Rect } from '../../meeting/layout';

/** Where a rectangle of the stage is drawn. */
export function place2d(rect: Rect) {
  return { transform: `translate(${rect.left}px, ${rect.top}px)`, width: rect.width, height: rect.height };
}
