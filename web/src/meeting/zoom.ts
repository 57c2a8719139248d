import type { Box } from './layout';

/** How a picture is enlarged within its frame: `x` and `y` are the picture's point in the middle of the frame, 0 to 1. */
export interface Zoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const noZoom: Zoom = { scale: 1, x: 0.5, y: 0.5 };
export const largestZoom = 8;
/** What one press of a button or a key does. */
export const zoomStep = 1.5;

/** The size of a picture that is fitted whole into a frame. */
export function fitted(frame: Box, picture: Box): Box {
  if (picture.width <= 0 || picture.height <= 0) return frame;
  const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** Enlarges by a factor; what lies under `at` (from the middle of the frame, in pixels) stays there. */
export function zoomBy(zoom: Zoom, factor: number, at: { readonly x: number; readonly y: number }, frame: Box, picture: Box): Zoom {
  const scale = Math.min(largestZoom, Math.max(1, zoom.scale * factor));
  const { width, height } = fitted(frame, picture);
  if (width <= 0 || height <= 0) return noZoom;
  const x = zoom.x + at.x / (width * zoom.scale) - at.x / (width * scale);
  const y = zoom.y + at.y / (height * zoom.scale) - at.y / (height * scale);
  return kept({ scale, x, y }, frame, picture);
}

/** Moves the picture by so many pixels of the screen. */
export function panBy(zoom: Zoom, dx: number, dy: number, frame: Box, picture: Box): Zoom {
  const { width, height } = fitted(frame, picture);
  if (width <= 0 || height <= 0) return zoom;
  return kept({ scale: zoom.scale, x: zoom.x - dx / (width * zoom.scale), y: zoom.y - dy / (height * zoom.scale) }, frame, picture);
}

/** Nothing beyond the picture's edge is shown while there is picture to show. */
function kept({ scale, x, y }: Zoom, frame: Box, picture: Box): Zoom {
  if (scale <= 1.001) return noZoom;
  const { width, height } = fitted(frame, picture);
  const half = (outer: number, inner: number) => Math.min(0.5, outer / (2 * inner * scale));
  const hx = half(frame.width, width);
  const hy = half(frame.height, height);
  return { scale, x: Math.min(1 - hx, Math.max(hx, x)), y: Math.min(1 - hy, Math.max(hy, y)) };
}

/** Where to draw the fitted picture: its left upper corner and its size, in pixels of the frame. */
export function zoomedRect(zoom: Zoom, frame: Box, picture: Box): { readonly left: number; readonly top: number; readonly width: number; readonly height: number } {
  const size = fitted(frame, picture);
  const width = size.width * zoom.scale;
  const height = size.height * zoom.scale;
  return { left: frame.width / 2 - zoom.x * width, top: frame.height / 2 - zoom.y * height, width, height };
}
