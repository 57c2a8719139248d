/** Whether this is a Mac (or an iPad), where ⌘ does what Ctrl does elsewhere. */
export const onMac: boolean = /^(Mac|iP)/.test(globalThis.navigator?.platform ?? '');

/** What of a keyboard event says which keys are held. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  getModifierState(name: string): boolean;
}

const modifiers: ReadonlySet<string> = new Set(['Control', 'Alt', 'AltGraph', 'Shift', 'Meta', 'OS', 'Fn', 'CapsLock', 'Dead', 'Process', 'Unidentified']);

/**
 * The keys of a press as one text (`Ctrl+Alt+H`), always in the same order; null while only modifiers are held, and for AltGr, which
 * types letters on many keyboards.
 */
export function readKeys(press: KeyPress): string | null {
  if (press.getModifierState('AltGraph')) return null;
  const name = nameOf(press);
  if (name === null) return null;
  // Which characters need Shift is the keyboard's business: "/" is Shift+7 on a German one.
  const shift = press.shiftKey && !isSign(name);
  const held = [press.ctrlKey && 'Ctrl', press.altKey && 'Alt', shift && 'Shift', press.metaKey && 'Meta'].filter((one) => one !== false);
  return [...held, name].join('+');
}

/** Whether the text is of one character that typing produces: RGAA 12.10 and WCAG 2.1.4 speak of these. */
export function isSingleKey(keys: string): boolean {
  return /^(Shift\+)?.$/u.test(keys);
}

function nameOf({ key, code }: KeyPress): string | null {
  if (modifiers.has(key)) return null;
  if (key === ' ' || code === 'Space') return 'Space';
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  // Greek, Cyrillic, and what Alt makes of a letter on a Mac: the key's place says which letter is meant.
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter ?? key;
}

const isSign = (name: string) => [...name].length === 1 && !/[A-Z0-9]/.test(name);
