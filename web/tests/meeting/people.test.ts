import { expect, it } from 'vitest';
import type { Participant } from '../../src/client/room';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { hostsOf, listed, numbered, searchPeople } from '../../src/meeting/people';

function people(...given: (Partial<Participant> & { identity: string })[]): readonly Participant[] {
  const room = new FakeRoom('me');
  for (const { identity, ...facts } of given) room.put(identity, facts);
  return room.participants();
}

const names = (list: readonly Participant[]) => list.map((one) => one.name);

it('numbers namesakes by when they came, whatever the case, the accents and the spaces', () => {
  const list = people(
    { identity: 'c', name: 'MARIE', joinedAt: 3 },
    { identity: 'a', name: 'Marie', joinedAt: 1 },
    { identity: 'b', name: 'Marié', joinedAt: 2 },
    { identity: 'd', name: 'Marie-Ange', joinedAt: 4 },
  );
  const shown = new Map(numbered(list).map((one) => [one.identity, one.name]));
  expect([shown.get('a'), shown.get('b'), shown.get('c'), shown.get('d')]).toEqual(['Marie', 'Marié (2)', 'MARIE (3)', 'Marie-Ange']);
});

it('everybody numbers the same, in whatever order they hear of people', () => {
  const list = people({ identity: 'a', name: 'Paul', joinedAt: 5 }, { identity: 'b', name: 'Paul', joinedAt: 5 });
  expect(new Set(names(numbered(list)))).toEqual(new Set(names(numbered([...list].reverse()))));
  expect(numbered(list).find((one) => one.identity === 'b')?.name).toBe('Paul (2)');
});

it('leaves the list alone while all names differ', () => {
  const list = people({ identity: 'a', name: 'Paul', joinedAt: 1 });
  expect(numbered(list)).toBe(list);
});

it('lists oneself first, then hosts, then the others as they came', () => {
  const list = people(
    { identity: 'late', name: 'Late', joinedAt: 9, role: 'participant' },
    { identity: 'early', name: 'Early', joinedAt: 1, role: 'participant' },
    { identity: 'host', name: 'Host', joinedAt: 8, role: 'coHost' },
    { identity: 'owner', name: 'Owner', joinedAt: 7, role: 'owner' },
  );
  expect(listed(list).map((one) => one.identity)).toEqual(['me', 'owner', 'host', 'early', 'late']);
  expect(hostsOf(list).map((one) => one.identity)).toEqual(['owner', 'host']);
});

it('finds people by parts of their names', () => {
  const list = people({ identity: 'a', name: 'Inès Fontaine', joinedAt: 1 }, { identity: 'b', name: 'Jean-Baptiste Lefebvre', joinedAt: 2 });
  expect(searchPeople(list, 'ines').map((one) => one.identity)).toEqual(['a']);
  expect(searchPeople(list, ' FEB  bapt ').map((one) => one.identity)).toEqual(['b']);
  expect(searchPeople(list, '   ')).toBe(list);
  expect(searchPeople(list, 'nobody')).toEqual([]);
});
