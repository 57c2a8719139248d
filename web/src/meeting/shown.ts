import type { Participant, RoomFacts } from '../client/room';
import { shownLine, shownName } from '../client/shownText';

/** The people of a room under names that are safe to show. */
export function shownPeople(people: readonly Participant[]): readonly Participant[] {
  return people.map((one) => {
    const name = shownName(one.name);
    return name === one.name ? one : { ...one, name };
  });
}

export function shownFacts(facts: RoomFacts): RoomFacts {
  if (facts.title === null) return facts;
  return { ...facts, title: shownLine(facts.title) || null };
}
