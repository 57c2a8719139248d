import { isSingleKey, onMac } from '../client/keyboard';
import type { Preferences } from '../client/preferences';

export const shortcutGroups = ['devices', 'meeting', 'view', 'reading'] as const;
export type ShortcutGroup = (typeof shortcutGroups)[number];

interface Action {
  readonly group: ShortcutGroup;
  /** `Mod` is Ctrl, on a Mac ⌘. Empty: nobody has asked for a key yet. */
  readonly keys: string;
  /** Where a Mac needs others: Ctrl+Alt belongs to VoiceOver there. */
  readonly mac?: string;
}

/**
 * Everything that keys can do in a call. Each feature has its line here and says what to do with `meeting.shortcuts.on(id, …)`.
 * Chosen so that nothing of browsers (Ctrl+letter, but for D and E, which everybody knows from other meetings), of screen readers
 * (Insert, CapsLock, Ctrl+Alt+arrows) or of desktops (Ctrl+Alt+D, L, N, T) is taken away; and never one bare letter.
 */
const table = {
  microphone: { group: 'devices', keys: 'Mod+D' },
  camera: { group: 'devices', keys: 'Mod+E' },
  talk: { group: 'devices', keys: 'Ctrl+Space', mac: 'Alt+Space' },
  share: { group: 'devices', keys: 'Ctrl+Alt+S', mac: 'Ctrl+Meta+S' },
  hand: { group: 'meeting', keys: 'Ctrl+Alt+H', mac: 'Ctrl+Meta+H' },
  reactions: { group: 'meeting', keys: 'Ctrl+Alt+R', mac: 'Ctrl+Meta+R' },
  chat: { group: 'meeting', keys: 'Ctrl+Alt+C', mac: 'Ctrl+Meta+C' },
  people: { group: 'meeting', keys: 'Ctrl+Alt+P', mac: 'Ctrl+Meta+P' },
  invite: { group: 'meeting', keys: 'Ctrl+Alt+I', mac: 'Ctrl+Meta+I' },
  host: { group: 'meeting', keys: 'Ctrl+Alt+G', mac: 'Ctrl+Meta+G' },
  settings: { group: 'meeting', keys: 'Ctrl+Alt+O', mac: 'Ctrl+Meta+O' },
  leave: { group: 'meeting', keys: 'Ctrl+Alt+W', mac: 'Ctrl+Meta+W' },
  layout: { group: 'view', keys: 'Ctrl+Alt+V', mac: 'Ctrl+Meta+V' },
  fullScreen: { group: 'view', keys: 'Ctrl+Alt+F', mac: 'Ctrl+Meta+E' },
  pictureInPicture: { group: 'view', keys: 'Ctrl+Alt+B', mac: 'Ctrl+Meta+B' },
  nextRegion: { group: 'reading', keys: 'F6' },
  previousRegion: { group: 'reading', keys: 'Shift+F6' },
  status: { group: 'reading', keys: 'Ctrl+Alt+A', mac: 'Ctrl+Meta+A' },
  captions: { group: 'reading', keys: 'Ctrl+Alt+U', mac: 'Ctrl+Meta+U' },
  liveText: { group: 'reading', keys: 'Ctrl+Alt+K', mac: 'Ctrl+Meta+K' },
  help: { group: 'reading', keys: 'Mod+/' },
} as const satisfies Record<string, Action>;

export type ShortcutId = keyof typeof table;

export const shortcutIds = Object.keys(table) as readonly ShortcutId[];

export const groupOf = (id: ShortcutId): ShortcutGroup => table[id].group;

export function usualKeys(id: ShortcutId, mac = onMac): string {
  const action: Action = table[id];
  return (mac ? (action.mac ?? action.keys) : action.keys).replace('Mod', mac ? 'Meta' : 'Ctrl');
}

type Chosen = Pick<Preferences, 'shortcuts' | 'shortcutsOn'>;

/** The keys of an action now; null when it has none. */
export function keysOf(id: ShortcutId, { shortcuts, shortcutsOn }: Chosen, mac = onMac): string | null {
  if (!shortcutsOn) return null;
  const own: unknown = shortcuts[id];
  return (typeof own === 'string' ? own : usualKeys(id, mac)) || null;
}

/** The action that the keys start now. */
export function actionFor(keys: string, chosen: Chosen, mac = onMac): ShortcutId | undefined {
  return shortcutIds.find((id) => keysOf(id, chosen, mac) === keys);
}

/** Why keys cannot be given to an action. */
export type KeyProblem = { readonly kind: 'browser' | 'screen-reader' } | { readonly kind: 'taken'; readonly by: ShortcutId };

/** Keys that stop working in pages if a page takes them, or that never reach it. */
const browserKeys = /^(Tab|Shift\+Tab|Enter|Escape|Space|Backspace|Delete|Home|End|PageUp|PageDown|Shift\+.{2,}|Arrow\w+|F[1357]|F1[0-2]|Alt\+(F4|Home|Arrow\w+|[DEF])|(Ctrl|Meta)\+(Tab|[ACFLNPQRSTVWXYZ]|[0-9+=-]|F4)|(Ctrl|Meta)\+Shift\+[BCIJNPRTW])$/;
const readerKeys = /^(.*\+)?(Insert|CapsLock)(\+.*)?$|^Ctrl\+Alt\+(Arrow\w+|N|[0-9])$/;

export function keyProblem(keys: string, id: ShortcutId, chosen: Chosen, mac = onMac): KeyProblem | null {
  if (keys === usualKeys(id, mac)) return takenBy(keys, id, chosen, mac);
  if (readerKeys.test(keys) || (mac && keys.startsWith('Ctrl+Alt+'))) return { kind: 'screen-reader' };
  if (browserKeys.test(keys)) return { kind: 'browser' };
  return takenBy(keys, id, chosen, mac);
}

function takenBy(keys: string, id: ShortcutId, chosen: Chosen, mac: boolean): KeyProblem | null {
  const by = shortcutIds.find((other) => other !== id && keysOf(other, { ...chosen, shortcutsOn: true }, mac) === keys);
  return by === undefined ? null : { kind: 'taken', by };
}

/** What to remember so that an action has these keys; null gives it none. */
export function withKeys(shortcuts: Preferences['shortcuts'], id: ShortcutId, keys: string | null, mac = onMac): Preferences['shortcuts'] {
  const others = Object.entries(shortcuts).filter(([other]) => other !== id);
  return Object.fromEntries(keys === usualKeys(id, mac) ? others : [...others, [id, keys ?? '']]);
}

/** While one writes, only keys that write nothing start actions. */
export function worksWhileTyping(keys: string): boolean {
  return !isSingleKey(keys) && keys !== 'Space' && keys !== 'Shift+Space';
}
