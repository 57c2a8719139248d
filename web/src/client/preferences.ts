/** What of a call is heard and shown as news, and how its text looks. */
export interface TalkPreferences {
  /** From 0 (no sound at all) to 1. */
  readonly soundVolume: number;
  readonly soundPresence: boolean;
  readonly soundMessage: boolean;
  readonly soundHand: boolean;
  readonly soundKnock: boolean;
  readonly toastPresence: boolean;
  readonly toastMessage: boolean;
  readonly toastHand: boolean;
  /** Enter muted where many people are. */
  readonly autoMute: boolean;
  /** Be asked, and leave, after having been alone for long. */
  readonly idleLeave: boolean;
  readonly captionsOn: boolean;
  readonly captionSize: string;
  readonly captionLook: string;
  readonly captionPlace: string;
}

/** What this browser remembers between visits. Nothing of it leaves the browser. */
export interface Preferences extends TalkPreferences {
  readonly name: string;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly microphoneId: string | null;
  readonly cameraId: string | null;
  readonly speakerId: string | null;
  /** Whether the devices were looked at here once, before a meeting: after that a new meeting starts without asking. */
  readonly devicesSeen: boolean;
  /** Links of the rooms that stand first on the home page. */
  readonly pinnedRooms: readonly string[];
  /** One's own picture as in a mirror; others never see it so. */
  readonly mirror: boolean;
  /** See `readBackground`. */
  readonly background: string;
  /** One of `noiseModes`. */
  readonly noise: string;
  readonly autoGain: boolean;
  readonly music: boolean;
  /** The height of the picture that is sent, or `auto`. */
  readonly quality: string;
  /** The greatest height of the pictures that are received, or `auto`. */
  readonly receiveQuality: string;
  /** Whether a microphone that gives no sound at all is pointed out. */
  readonly silenceHint: boolean;
  /** Whether one is told that one speaks into a muted microphone. */
  readonly mutedHint: boolean;
  /** How many pictures a call may have: as many as machine and network carry, few and small, or none. */
  readonly bandwidth: Bandwidth;
  /** How the pictures of a call are laid out: one of `layouts` (meeting/arrangement.ts). */
  readonly layout: string;
  /** Whether one sees oneself. */
  readonly selfView: boolean;
  /** Where one's own small picture lies over a large one: one of `corners` (meeting/layout.ts). */
  readonly selfCorner: string;
  /** Leaves out people who send no picture. */
  readonly hideNoVideo: boolean;
  /** Keys of actions where they are not the usual ones (`meeting/shortcuts.ts`); empty for none. */
  readonly shortcuts: Readonly<Record<string, string>>;
  readonly shortcutsOn: boolean;
  readonly font: Font;
  /** Of text, in percent of what the browser is set to: 100 to 200. */
  readonly textSize: number;
  /** More room between letters, words and lines. */
  readonly spacing: boolean;
  /** These two also follow the system's settings. */
  readonly lessMotion: boolean;
  readonly moreContrast: boolean;
  /** What otherwise only shows under the pointer is always there. */
  readonly allControls: boolean;
  /** Kinds of news whose reading out was switched from what is usual (`client/announcements.ts`). */
  readonly silenced: readonly string[];
}

export const fonts = ['inter', 'atkinson', 'lexend', 'opendyslexic'] as const;
export type Font = (typeof fonts)[number];

/** `full` shows everything whatever machine and network say. */
export const bandwidths = ['auto', 'full', 'low', 'audio'] as const;
export type Bandwidth = (typeof bandwidths)[number];

const key = 'visio.preferences';

const defaults: Preferences = {
  soundVolume: 0.5,
  soundPresence: true,
  soundMessage: true,
  soundHand: true,
  soundKnock: true,
  toastPresence: true,
  toastMessage: true,
  toastHand: true,
  autoMute: true,
  idleLeave: true,
  captionsOn: false,
  captionSize: 'm',
  captionLook: 'dark',
  captionPlace: 'bottom',
  name: '',
  microphoneOn: true,
  cameraOn: true,
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  devicesSeen: false,
  pinnedRooms: [],
  mirror: true,
  background: 'none',
  noise: 'browser',
  autoGain: true,
  music: false,
  quality: 'auto',
  receiveQuality: 'auto',
  silenceHint: true,
  mutedHint: true,
  bandwidth: 'auto',
  layout: 'auto',
  selfView: true,
  selfCorner: 'bottom-right',
  hideNoVideo: false,
  shortcuts: {},
  shortcutsOn: true,
  font: 'inter',
  textSize: 100,
  spacing: false,
  lessMotion: false,
  moreContrast: false,
  allControls: false,
  silenced: [],
};

const listeners = new Set<() => void>();
let current: Preferences | null = null;

/** The preferences as something that screens can watch (`useStore`). Another tab's changes arrive too. */
export const preferences = {
  getSnapshot: loadPreferences,
  subscribe(listener: () => void): () => void {
    if (listeners.size === 0) globalThis.addEventListener?.('storage', onStorage);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) globalThis.removeEventListener?.('storage', onStorage);
    };
  },
};

export function loadPreferences(): Preferences {
  current ??= read();
  return current;
}

export function savePreferences(change: Partial<Preferences>): void {
  current = { ...loadPreferences(), ...change };
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // Private windows may refuse storage; what was chosen lasts as long as the page then.
  }
  tell();
}

function onStorage(event: StorageEvent): void {
  if (event.key !== key && event.key !== null) return;
  current = null;
  tell();
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof stored === 'object' && stored !== null ? { ...defaults, ...pickKnown(stored) } : defaults;
  } catch {
    // Storage is full of something else, or forbidden in this browser: start from the defaults.
    return defaults;
  }
}

/** Keeps what has the type of its default; where that is null, a text may stand. */
function pickKnown(stored: object): Partial<Preferences> {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(stored)) {
    if (!(name in defaults)) continue;
    const sample: unknown = defaults[name as keyof Preferences];
    const fits = sample === null ? value === null || typeof value === 'string' : value !== null && typeof value === typeof sample && Array.isArray(value) === Array.isArray(sample);
    if (fits && (name !== 'bandwidth' || bandwidths.includes(value as Bandwidth))) known[name] = value;
  }
  return known as Partial<Preferences>;
}
