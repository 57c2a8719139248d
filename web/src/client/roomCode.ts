const letters = /^[a-z]{10}$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A code in the middle of a text, with something between its groups: ten letters in a row could be any word. */
const written = /(?<![\p{L}\d-])[a-z]{3}[-‐‑–—_. ][a-z]{4}[-‐‑–—_. ][a-z]{3}(?![\p{L}\d-])/iu;
/** Nobody's invitation is longer, in characters. */
const longestRead = 10_000;
const chosen = /^(?=.{3,60}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** First segments of paths that mean something else; the server refuses them as a room's link. */
const reserved = new Set([
  'about', 'account', 'accounts', 'admin', 'api', 'app', 'assets', 'auth', 'calls', 'dev', 'docs', 'favicon', 'healthz', 'help', 'home',
  'index', 'legal', 'link', 'livekit', 'login', 'logout', 'me', 'meeting', 'meetings', 'metrics', 'new', 'oauth', 'oidc', 'openapi',
  'privacy', 'recordings', 'robots', 'room', 'rooms', 'rtc', 'security', 'session', 'settings', 'setup', 'sign-in', 'sign-out',
  'signin', 'signout', 'static', 'status', 'support', 'terms', 'twirp', 'visio', 'well-known', 'ws',
]);

/**
 * Reads what stands in a meeting's link the way people write it: a code as `abc-defg-hij`, `ABCDEFGHIJ` or with spaces, a name that
 * was chosen, or a whole link with either. Null when there is none in it.
 */
export function readRoomCode(input: string): string | null {
  const trimmed = input.trim();
  return trimmed.includes('/') ? readPath(trimmed) : readSegment(trimmed);
}

/**
 * Finds the meeting in whatever somebody pasted: a code, a link, or a whole invitation with words around them. Links come before
 * codes, and among links those of this site, so that the links of a signature do not lead astray.
 */
export function findMeeting(text: string, origin: string): string | null {
  const read = text.slice(0, longestRead);
  const whole = readRoomCode(read);
  if (whole !== null) return whole;
  const links = read
    .split(/[\s<>"'«»()[\]]+/)
    .filter((word) => word.includes('/'))
    .map((word) => word.replace(/[.,;:!?]{1,3}$/, ''));
  const bare = (link: string) => link.toLowerCase().replace(/^(?:[a-z]{1,10}:)?\/\//, '');
  for (const link of links) {
    const slug = bare(link).startsWith(`${bare(origin)}/`) ? readRoomCode(link) : null;
    if (slug !== null) return slug;
  }
  const code = written.exec(read)?.[0];
  return code === undefined ? null : readRoomCode(code);
}

/** Whether a name may be chosen for a room's link. */
export function isChosenSlug(text: string): boolean {
  return chosen.test(text) && !uuid.test(text) && !reserved.has(text) && !letters.test(text.replaceAll('-', ''));
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
