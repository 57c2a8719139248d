/** Below the first a point is background, above the second a person; between them the edge is soft. */
const outside = 0.25;
const inside = 0.75;

/**
 * Turns what the model believes into how opaque each point is: calmed over time, so that edges do not flicker, but quick
 * where it is sure that something moved.
 */
export function blendMask(before: Float32Array, found: ArrayLike<number>, alpha: Uint8ClampedArray): void {
  for (let i = 0; i < before.length; i++) {
    const was = before[i] ?? 0;
    const is = found[i] ?? 0;
    const change = Math.abs(is - was);
    const now = was + (is - was) * (change > 0.5 ? 0.9 : 0.35 + change);
    before[i] = now;
    const t = Math.min(1, Math.max(0, (now - outside) / (inside - outside)));
    alpha[i * 4 + 3] = 255 * t * t * (3 - 2 * t);
  }
}
