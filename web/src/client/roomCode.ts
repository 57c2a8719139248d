const letters = /^[a-z]{10}$/;

/**
 * Reads a meeting code the way people write it: `abc-defg-hij`, `ABCDEFGHIJ`, with spaces, or inside a whole link.
 * Null when there is no code in it.
 */
export function readRoomCode(input: string): string | null {
  const trimmed = input.trim();
  const last = trimmed.includes('/') ? lastPathSegment(trimmed) : trimmed;
  const compact = last.toLowerCase().replace(/[\s\-‐‑–—_.]/g, '');
  if (!letters.test(compact)) return null;
  return `${compact.slice(0, 3)}-${compact.slice(3, 7)}-${compact.slice(7)}`;
}

function lastPathSegment(link: string): string {
  const path = link.replace(/^[a-z]+:\/\//i, '').replace(/[?#].*$/, '');
  const segments = path.split('/').slice(1).filter((segment) => segment !== '');
  return segments.at(-1) ?? '';
}
