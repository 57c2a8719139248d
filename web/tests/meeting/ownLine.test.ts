import { beforeEach, describe, expect, it } from 'vitest';
import type { LinkCause } from '../../src/client/room';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { OwnLine } from '../../src/meeting/ownLine';
import { noSigns } from '../../src/meeting/vitals';
import { ownCamera, picture, signs, stats, voice } from './signs';

let room: FakeRoom;
let line: OwnLine;
let links: Map<string, LinkCause>;

const fine = signs();
const losing = (lost = 0.12) => signs({ received: [picture('ana', { lost }), voice('ana', { lost }), picture('ben', { lost })] });
const route = (change: object) => signs({ route: { ...stats().route, ...change } });
const cause = () => line.store.getSnapshot().cause;
const look = (times: number, sample = fine) => {
  for (let i = 0; i < times; i++) line.observe(sample, room.participants(), (identity) => links.get(identity) ?? null);
};

beforeEach(() => {
  room = new FakeRoom();
  room.put('ana', { name: 'Ana' });
  room.put('ben', { name: 'Ben' });
  line = new OwnLine();
  links = new Map();
});

describe('one line about one’s own connection', () => {
  it('says nothing while all is well', () => {
    look(30);
    expect(cause()).toBeNull();
  });

  it('says that packets are lost, on either way, after four seconds, and stops eight seconds after it ended', () => {
    look(1, losing());
    expect(cause()).toBeNull();
    look(1, losing());
    expect(cause()).toBe('losing');
    look(3);
    expect(cause()).toBe('losing');
    look(1);
    expect(cause()).toBeNull();
    look(3, signs({ sent: [ownCamera({ lost: 0.12 })] }));
    expect(cause()).toBe('losing');
  });

  it('does not flicker while the loss swings about the limit', () => {
    look(3, losing());
    const said: (string | null)[] = [];
    line.store.subscribe(() => said.push(cause()));
    for (let i = 0; i < 20; i++) look(1, losing(i % 2 === 0 ? 0.06 : 0.03));
    expect(said).toEqual([]);
  });

  it('takes the few packets of a silent microphone for no measure', () => {
    look(10, signs({ sent: [{ ...ownCamera(), kind: 'microphone', picture: null, packets: 4, lost: 0.5 }] }));
    expect(cause()).toBeNull();
  });

  it('says at once that the server paused pictures, and stays while they are', () => {
    room.put('ana', { cameraOn: true, cameraPaused: true });
    look(1);
    expect(cause()).toBe('paused');
    look(20);
    expect(cause()).toBe('paused');
    room.put('ana', { cameraPaused: false });
    look(2);
    expect(cause()).toBeNull();
  });

  it('says that the way is slow, and not that packets are lost, when none are', () => {
    look(3, route({ roundTripMs: 900 }));
    expect(cause()).toBe('slow');
  });

  it('says that the machine is too slow, as the browser says of the picture that is sent', () => {
    look(4, signs({ sent: [ownCamera({ limitedBy: 'cpu' })] }));
    expect(cause()).toBe('machine');
  });

  it('says once in a call, for half a minute, that the way is a detour, and which port would be better', () => {
    look(5, route({ protocol: 'tcp', serverPort: 7882 }));
    expect(line.store.getSnapshot()).toMatchObject({ cause: 'detour', port: 7882 });
    look(15, route({ protocol: 'tcp', serverPort: 7882 }));
    expect(cause()).toBeNull();
    look(5);
    look(20, route({ relayed: true }));
    expect(cause()).toBeNull();
  });

  it('a trouble comes before a detour, and two troubles do not take turns', () => {
    look(5, route({ protocol: 'tcp' }));
    expect(cause()).toBe('detour');
    look(4, signs({ route: { ...stats().route, protocol: 'tcp' }, sent: [ownCamera({ limitedBy: 'cpu' })] }));
    expect(cause()).toBe('machine');
    look(6, signs({ sent: [ownCamera({ limitedBy: 'cpu', lost: 0.2 })] }));
    expect(cause()).toBe('machine');
    look(5, signs({ sent: [ownCamera({ lost: 0.2 })] }));
    expect(cause()).toBe('losing');
  });

  it('a graver trouble is said after a lesser one that was said for a while, and stays until it ends', () => {
    look(4, signs({ sent: [ownCamera({ limitedBy: 'cpu' })] }));
    const both = signs({ sent: [ownCamera({ limitedBy: 'cpu', lost: 0.2 })] });
    look(7, both);
    expect(cause()).toBe('machine');
    look(2, both);
    expect(cause()).toBe('losing');
    look(30, both);
    expect(cause()).toBe('losing');
    look(4, signs({ sent: [ownCamera({ limitedBy: 'cpu' })] }));
    expect(cause()).toBe('machine');
  });

  it('says whose network is bad when it is not one’s own, among few', () => {
    links.set('ana', 'theirs');
    look(4);
    expect(line.store.getSnapshot()).toMatchObject({ cause: 'theirs', name: 'Ana' });
    for (const name of ['cleo', 'dan']) room.put(name);
    look(5);
    expect(cause()).toBeNull();
  });

  it('blames nobody else while one’s own line is bad', () => {
    links.set('ana', 'theirs');
    links.set('me', 'mine');
    room.put('me', { isLocal: true });
    look(10);
    expect(cause()).toBeNull();
  });

  it('what was read is not said again before it ended and began anew', () => {
    look(3, losing());
    line.acknowledge();
    expect(cause()).toBeNull();
    look(10, losing());
    expect(cause()).toBeNull();
    look(5);
    look(3, losing());
    expect(cause()).toBe('losing');
  });

  it('forgets what was measured when the connection is lost', () => {
    look(3, losing());
    line.reset();
    expect(cause()).toBeNull();
    look(1, losing());
    expect(cause()).toBeNull();
  });

  it('without anything measured nothing is said', () => {
    look(10, noSigns);
    expect(cause()).toBeNull();
  });
});
