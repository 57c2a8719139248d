import type { PastMeeting, RoomView } from '../../client/roomsApi';

/** What one pinned comes first, in the order of pinning; everything else keeps its place, so that nothing moves by itself. */
export function pinnedFirst(rooms: readonly RoomView[], pinned: readonly string[]): readonly RoomView[] {
  const place = (room: RoomView) => {
    const index = pinned.indexOf(room.slug);
    return index < 0 ? pinned.length : index;
  };
  return [...rooms].sort((a, b) => place(a) - place(b));
}

export interface RecentRoom {
  readonly slug: string;
  readonly title: string | null;
  readonly joinedAt: string;
  /** How long the last stay was, in minutes; null while one is inside, or when it is not known. */
  readonly minutes: number | null;
}

/** One line for each room, with the last time one was in it: whoever meets every day looks for the room, not for the days. */
export function recentRooms(meetings: readonly PastMeeting[]): readonly RecentRoom[] {
  const latest = new Map<string, PastMeeting>();
  for (const one of meetings) {
    const known = latest.get(one.slug);
    if (known === undefined || known.joinedAt < one.joinedAt) latest.set(one.slug, one);
  }
  return [...latest.values()]
    .sort((a, b) => (a.joinedAt < b.joinedAt ? 1 : -1))
    .map(({ slug, title, joinedAt, leftAt }) => ({ slug, title, joinedAt, minutes: leftAt === null ? null : Math.max(1, Math.round((Date.parse(leftAt) - Date.parse(joinedAt)) / 60_000)) }));
}
