import type { Participant } from '../client/room';
import { isHost } from './roles';

/** From so many people on a list of them can be searched. */
export const searchFrom = 10;

/**
 * Tells namesakes apart: the second one to have come is "Marie (2)". By the time of joining, which everybody is told the same, so
 * that all people in the meeting speak of the same one.
 */
export function numbered(people: readonly Participant[]): readonly Participant[] {
  const seen = new Map<string, number>();
  const labels = new Map<string, string>();
  for (const one of [...people].sort(byArrival)) {
    const key = keyOf(one);
    const place = (seen.get(key) ?? 0) + 1;
    seen.set(key, place);
    if (place > 1) labels.set(one.identity, `${one.name} (${place})`);
  }
  return labels.size === 0 ? people : people.map((one) => ({ ...one, name: labels.get(one.identity) ?? one.name }));
}

/** What names have in common that are the same to the ear. Kept for as long as the person stays the same object: folding is slow, and people are many. */
const keys = new WeakMap<Participant, string>();

function keyOf(one: Participant): string {
  let key = keys.get(one);
  if (key === undefined) {
    key = folded(one.name).replace(/\s+/g, ' ').trim();
    keys.set(one, key);
  }
  return key;
}

/** The order of a list of people: oneself, then who runs the meeting, then the others as they came. */
export function listed(people: readonly Participant[]): readonly Participant[] {
  const rank = (one: Participant) => (one.isLocal ? 0 : isHost(one.role) ? 1 : 2);
  return [...people].sort((a, b) => rank(a) - rank(b) || byArrival(a, b));
}

/** Those whose name has every word that was typed, whatever the case and the accents. */
export function searchPeople(people: readonly Participant[], wanted: string): readonly Participant[] {
  const words = folded(wanted).split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? people : people.filter((one) => words.every((word) => folded(one.name).includes(word)));
}

/** Who runs the meeting and is there. */
export const hostsOf = (people: readonly Participant[]): readonly Participant[] => people.filter((one) => isHost(one.role)).sort(byArrival);

const byArrival = (a: Participant, b: Participant): number => a.joinedAt - b.joinedAt || (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0);

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
