import { expect, it } from 'vitest';
import type { PastMeeting, RoomView } from '../../src/client/roomsApi';
import { pinnedFirst, recentRooms } from '../../src/features/rooms/roomLists';

const room = (slug: string) => ({ slug }) as RoomView;
const stay = (slug: string, joinedAt: string, leftAt: string | null): PastMeeting => ({ slug, title: null, joinedAt, leftAt, role: 'participant' });

it('puts pinned rooms first in the order of pinning and leaves the others where they were', () => {
  const rooms = ['a', 'b', 'c', 'd'].map(room);
  expect(pinnedFirst(rooms, ['d', 'b']).map((one) => one.slug)).toEqual(['d', 'b', 'a', 'c']);
  expect(pinnedFirst(rooms, ['gone']).map((one) => one.slug)).toEqual(['a', 'b', 'c', 'd']);
});

it('lists a room once, with the last time one was in it', () => {
  const list = recentRooms([
    stay('a', '2026-01-02T10:00:00Z', '2026-01-02T10:40:00Z'),
    stay('b', '2026-01-03T10:00:00Z', '2026-01-03T10:00:05Z'),
    stay('a', '2026-01-04T10:00:00Z', null),
    stay('a', '2026-01-01T10:00:00Z', '2026-01-01T12:00:00Z'),
  ]);
  expect(list.map(({ slug, joinedAt, minutes }) => [slug, joinedAt, minutes])).toEqual([
    ['a', '2026-01-04T10:00:00Z', null],
    ['b', '2026-01-03T10:00:00Z', 1],
  ]);
});
