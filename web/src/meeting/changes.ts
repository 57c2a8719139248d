import type { OwnRights, Participant, RoomFacts } from '../client/room';
import type { Notices } from './notices';

/** What of a meeting's state is worth a word when it changes. */
export interface Announced {
  readonly self: Participant | undefined;
  readonly people: readonly Participant[];
  readonly rights: OwnRights;
  readonly facts: RoomFacts;
  readonly busy: { readonly hand: boolean };
}

const sources = ['microphone', 'camera', 'screenShare', 'chat'] as const;

/** Says what the server changed: rights, hands, the lock, the spotlight. */
export function announceChanges(before: Announced, now: Announced, notices: Notices): void {
  for (const source of sources) {
    if (before.rights[source] && !now.rights[source]) notices.show(`${source}-taken`);
    else if (!before.rights[source] && now.rights[source]) notices.show(`${source}-given`);
  }
  for (const one of now.people) {
    if (one.isLocal || one.handSince === null) continue;
    const was = before.people.find((other) => other.identity === one.identity);
    if (was !== undefined && was.handSince === null) notices.show('hand', one.name, { from: one.identity });
  }
  // One's own hand comes down by one's own button, or by a host's.
  if (before.self !== undefined && before.self.handSince !== null && now.self?.handSince === null && !now.busy.hand) notices.show('hand-lowered');
  if (before.facts.locked !== now.facts.locked) notices.show(now.facts.locked ? 'locked' : 'unlocked');
  const own = now.self?.identity ?? '';
  if (!before.facts.spotlight.includes(own) && now.facts.spotlight.includes(own)) notices.show('spotlighted');
}
