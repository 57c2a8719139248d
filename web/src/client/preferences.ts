/** What this browser remembers between visits. Nothing of it leaves the browser. */
export interface Preferences {
  name: string;
  microphoneOn: boolean;
  cameraOn: boolean;
  microphoneId: string | null;
  cameraId: string | null;
  speakerId: string | null;
}

const key = 'visio.preferences';

const defaults: Preferences = {
  name: '',
  microphoneOn: true,
  cameraOn: true,
  microphoneId: null,
  cameraId: null,
  speakerId: null,
};

export function loadPreferences(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof stored === 'object' && stored !== null ? { ...defaults, ...pickKnown(stored) } : { ...defaults };
  } catch {
    // Storage is full of something else, or forbidden in this browser: start from the defaults.
    return { ...defaults };
  }
}

export function savePreferences(change: Partial<Preferences>): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...loadPreferences(), ...change }));
  } catch {
    // Private windows may refuse storage; the meeting goes on without a memory.
  }
}

function pickKnown(stored: object): Partial<Preferences> {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(stored)) {
    if (!(name in defaults)) continue;
    const sample = defaults[name as keyof Preferences];
    const fits = sample === null ? value === null || typeof value === 'string' : typeof value === typeof sample;
    if (fits) known[name] = value;
  }
  return known as Partial<Preferences>;
}
