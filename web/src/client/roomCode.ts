const letters = /^[a-z]{10}$/;
const chosen = /^(?=.{3,60}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** First segments of paths that mean something else; the server refuses them as a room's link. */
const reserved = new Set([
  'account', 'admin', 'api', 'assets', 'auth', 'dev', 'healthz', 'help', 'home', 'link', 'livekit', 'metrics', 'new', 'openapi',
  'room', 'rooms', 'rtc', 'settings', 'setup', 'sign-in', 'signin', 'static', 'twirp', 'ws',
]);

/**
 * Reads what stands in a meeting's link the way people write it: a code as `abc-defg-hij`, `ABCDEFGHIJ` or with spaces, a name that
 * was chosen, or a whole link with either. Null when there is none in it.
 */
export function readRoomCode(input: string): string | null {
  const trimmed = input.trim();
  return trimmed.includes('/') ? readPath(trimmed) : readSegment(trimmed);
}

/** Whether a name may be chosen for a room's link. */
export function isChosenSlug(text: string): boolean {
  return chosen.test(text) && !reserved.has(text);
}

/** What a name for a link becomes of a title: `Comité de direction` → `comite-de-direction`. */
export function suggestSlug(title: string): string {
  return title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 60).replace(/^-+|-+$/g, '');
}

function readPath(link: string): string | null {
  const path = link.replace(/^[a-z]+:\/\//i, '').replace(/[?#].*$/, '');
  const segments = path.split('/').slice(1).filter((segment) => segment !== '');
  return segments.length === 1 ? readSegment(safelyDecoded(segments[0] ?? '')) : null;
}

function readSegment(text: string): string | null {
  const lower = text.toLowerCase();
  const compact = lower.replace(/[\s\-‐‑–—_.]/g, '');
  // Ten letters are a code, however they are grouped.
  if (letters.test(compact)) return `${compact.slice(0, 3)}-${compact.slice(3, 7)}-${compact.slice(7)}`;
  return isChosenSlug(lower) ? lower : null;
}

function safelyDecoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
