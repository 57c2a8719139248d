import type { Participant } from '../client/room';

/**
 * While the connection is being made anew, the room is empty, and fills again one by one: those who were there stay on
 * the screen without a picture, so that tiles, pins and places are the same afterwards.
 */
export function withAbsent(before: readonly Participant[], inside: readonly Participant[]): readonly Participant[] {
  const here = new Set(inside.map((one) => one.identity));
  const absent = before.filter((one) => !one.isLocal && !here.has(one.identity));
  return absent.length === 0 ? inside : [...inside, ...absent.map(asAbsent)];
}

function asAbsent(one: Participant): Participant {
  return { ...one, camera: null, screen: null, link: 'lost' };
}
