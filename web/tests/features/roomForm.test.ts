import { describe, expect, it } from 'vitest';
import type { RoomView } from '../../src/client/roomsApi';
import { changeOf, everyRight, faultsOf, formOf } from '../../src/features/rooms/roomForm';
import { searchRooms } from '../../src/features/rooms/searchRooms';

const room: RoomView = {
  slug: 'comite-direction', title: 'Comité', url: 'https://visio.example.org/comite-direction', access: 'trusted', lobby: 'byAccess', locked: false, capacity: 25,
  rights: everyRight, createdAt: '2026-01-05T09:00:00Z', expiresAt: null, lastUsedAt: null, participants: 0, role: 'owner', exists: true,
};
const now = new Date('2026-11-22T12:00:00');

describe('the settings of a room', () => {
  it('ask for no change when nothing was edited', () => {
    expect(changeOf(formOf(room), room)).toEqual({});
    expect(faultsOf(formOf(room), room, now)).toEqual([]);
  });

  it('send only what was edited', () => {
    const form = formOf(room);
    expect(changeOf({ ...form, title: ' ', capacity: '', locked: true }, room)).toEqual({ title: null, capacity: null, locked: true });
    expect(changeOf({ ...form, rights: { ...form.rights, chat: 'hosts' } }, room)).toEqual({ rights: { chat: 'hosts' } });
    expect(changeOf({ ...form, slug: 'direction', access: 'restricted', lobby: 'off' }, room)).toEqual({ slug: 'direction', access: 'restricted', lobby: 'off' });
  });

  it('keep a day through the server and back, to its end', () => {
    const change = changeOf({ ...formOf(room), expires: '2027-01-31' }, room);
    expect(new Date(change.expiresAt ?? '')).toEqual(new Date('2027-01-31T23:59:59'));
    const kept = { ...room, expiresAt: change.expiresAt ?? null };
    expect(formOf(kept).expires).toBe('2027-01-31');
    expect(changeOf(formOf(kept), kept)).toEqual({});
    expect(changeOf({ ...formOf(kept), expires: '' }, kept)).toEqual({ expiresAt: null });
  });

  it.each(['0', '-1', '1.5', '10001', 'many', '1e3'])('refuse the capacity %s', (capacity) => {
    expect(faultsOf({ ...formOf(room), capacity }, room, now)).toEqual(['capacityInvalid']);
  });

  it.each(['ab', 'Été', 'admin', 'a--b'])('refuse the link %s', (slug) => {
    expect(faultsOf({ ...formOf(room), slug }, room, now)).toEqual(['slugInvalid']);
  });

  it('keep the code that a room has, although nobody could choose it', () => {
    const coded = { ...room, slug: 'abc-defg-hij' };
    expect(faultsOf(formOf(coded), coded, now)).toEqual([]);
  });

  it('refuse a day that is over, unless it was there before', () => {
    expect(faultsOf({ ...formOf(room), expires: '2026-11-21' }, room, now)).toEqual(['expiresInvalid']);
    const old = { ...room, expiresAt: '2026-11-20T22:59:59Z' };
    expect(faultsOf(formOf(old), old, now)).toEqual([]);
  });
});

it('rooms are found by words in title and link, whatever case and accents', () => {
  const rooms = [room, { ...room, slug: 'abc-defg-hij', title: null }];
  expect(searchRooms(rooms, 'COMITE dir').map((one) => one.slug)).toEqual(['comite-direction']);
  expect(searchRooms(rooms, ' defg ').map((one) => one.slug)).toEqual(['abc-defg-hij']);
  expect(searchRooms(rooms, '')).toHaveLength(2);
  expect(searchRooms(rooms, 'rien')).toEqual([]);
});
