/**
 * The same object as before for whatever did not change, and the same list if nothing did: screens then know without looking
 * closer what they need not draw again.
 */
export function steadyList<T extends object>(before: readonly T[], now: readonly T[], key: (one: T) => string): readonly T[] {
  const known = new Map(before.map((one) => [key(one), one]));
  const steady = now.map((one) => steadyObject(known.get(key(one)), one));
  return steady.length === before.length && steady.every((one, index) => one === before[index]) ? before : steady;
}

/** Compares one level deep. */
export function steadyObject<T extends object>(before: T | undefined, now: T): T {
  if (before === undefined) return now;
  const names = Object.keys(now) as (keyof T)[];
  return names.length === Object.keys(before).length && names.every((name) => Object.is(before[name], now[name])) ? before : now;
}

export function steadyTexts(before: readonly string[], now: readonly string[]): readonly string[] {
  return before.length === now.length && before.every((one, index) => one === now[index]) ? before : now;
}
