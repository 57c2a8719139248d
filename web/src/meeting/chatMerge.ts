import type { ChatMessage } from './chat';

/** What makes a message the same message, however and however often it arrives. */
export function identityOf(message: { readonly from: string; readonly id: string }): string {
  return `${message.from} ${message.id}`;
}

/**
 * Puts messages that the server kept among those that are here. Both lists are in the order of the conversation; what is in both
 * holds them together, and what is new goes before the next one that both know. Private messages and those that could not be sent
 * are in ours only, and stay where they are.
 */
export function mergeHistory(ours: readonly ChatMessage[], kept: readonly ChatMessage[]): readonly ChatMessage[] {
  const places = new Map(ours.map((message, index) => [identityOf(message), index]));
  const merged: ChatMessage[] = [];
  const added = new Set<string>();
  let next = 0;
  let waiting: ChatMessage[] = [];
  for (const message of kept) {
    const key = identityOf(message);
    if (added.has(key)) continue;
    added.add(key);
    const place = places.get(key);
    const own = place === undefined ? undefined : ours[place];
    if (place === undefined || own === undefined) waiting.push(message);
    else if (place >= next) {
      // By time among what lies between: there the order is the clocks' word only. Our copy may have more words than the server's.
      merged.push(...interleave(ours.slice(next, place), waiting), { ...own, reactions: message.reactions });
      waiting = [];
      next = place + 1;
    }
  }
  return [...merged, ...interleave(ours.slice(next), waiting)];
}

function interleave(ours: readonly ChatMessage[], others: readonly ChatMessage[]): readonly ChatMessage[] {
  const out: ChatMessage[] = [];
  let at = 0;
  for (const other of others) {
    while (at < ours.length && (ours[at]?.sentAt ?? 0) <= other.sentAt) {
      const one = ours[at++];
      if (one !== undefined) out.push(one);
    }
    out.push(other);
  }
  return [...out, ...ours.slice(at)];
}
