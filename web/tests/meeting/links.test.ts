import { beforeEach, describe, expect, it } from 'vitest';
import type { Participant } from '../../src/client/room';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { AudioWatch } from '../../src/meeting/audioWatch';
import { Links } from '../../src/meeting/links';
import { ownCamera, picture, stats, voice } from './signs';

let room: FakeRoom;
let links: Links;
const people = () => room.participants();
const state = () => Object.fromEntries([...links.store.getSnapshot()].map(([identity, one]) => [identity, `${one.quality} ${one.cause}`]));
const look = (times: number, change: Parameters<typeof stats>[0] = {}) => {
  for (let i = 0; i < times; i++) links.observe(stats(change), people());
};

beforeEach(() => {
  room = new FakeRoom();
  for (const name of ['ana', 'ben', 'cleo']) room.put(name);
  links = new Links();
});

describe('how well each person comes in', () => {
  const losing = (...identities: string[]) => ({ received: ['ana', 'ben', 'cleo'].map((one) => picture(one, { lost: identities.includes(one) ? 0.2 : 0 })) });

  it('is measured twice before it is said, and says whose line it is', () => {
    look(1, losing('ana'));
    expect(state()).toEqual({});
    look(1, losing('ana'));
    expect(state()).toEqual({ ana: 'poor theirs' });
  });

  it('is good again after a while, not at once', () => {
    look(2, losing('ana'));
    look(3);
    expect(state()).toEqual({ ana: 'poor theirs' });
    look(1);
    expect(state()).toEqual({});
  });

  it('is one’s own line when most come in badly', () => {
    look(2, losing('ana', 'ben'));
    expect(state()).toEqual({ ana: 'poor mine', ben: 'poor mine' });
  });

  it('is one’s own line when the server says so', () => {
    room.put('me', { link: 'poor' });
    look(2, losing('ana'));
    expect(state()).toEqual({ me: 'poor mine', ana: 'poor mine' });
  });

  it('takes the server’s word for others', () => {
    room.put('ben', { link: 'lost' });
    look(1);
    expect(state()).toEqual({ ben: 'lost theirs' });
  });

  it('knows one’s own way out', () => {
    look(2, { sent: [ownCamera({ lost: 0.3 })] });
    expect(state()).toEqual({ me: 'poor mine' });
  });

  it('tells nothing as long as nothing changes, and forgets who left', () => {
    let told = 0;
    links.store.subscribe(() => told++);
    look(5, losing('ana'));
    expect(told).toBe(1);
    room.remove('ana');
    look(1);
    expect(state()).toEqual({});
  });
});

describe('somebody whose sound does not arrive', () => {
  let told: string[];
  let watch: AudioWatch;
  const hear = (times: number, ...received: ReturnType<typeof voice>[]) => {
    for (let i = 0; i < times; i++) watch.observe(stats({ received }), people());
  };
  const renewed = () => room.calls.filter((call) => call.startsWith('renew'));

  beforeEach(() => {
    told = [];
    watch = new AudioWatch(room, (name) => told.push(name));
    room.remove('cleo');
  });

  it('is asked for once again within six seconds, and then told', () => {
    hear(2, voice('ana', { packets: 0 }), voice('ben'));
    expect(renewed()).toEqual([]);
    hear(1, voice('ana', { packets: 0 }), voice('ben'));
    expect(renewed()).toEqual(['renew ana']);
    expect(told).toEqual([]);
    hear(3, voice('ben'));
    expect(told).toEqual(['ana']);
    hear(30, voice('ben'));
    expect(renewed()).toEqual(['renew ana']);
    expect(told).toEqual(['ana']);
  });

  it('is left in peace once it arrives', () => {
    hear(3, voice('ben'));
    hear(1, voice('ana'), voice('ben'));
    hear(2, voice('ben'));
    expect(renewed()).toEqual(['renew ana']);
    expect(told).toEqual([]);
  });

  it.each<[string, Partial<Participant>]>([
    ['a closed microphone', { microphoneOn: false }],
    ['who lost the server', { link: 'lost' }],
  ])('is not missed: %s', (_, change) => {
    room.put('ana', change);
    hear(20, voice('ben'));
    expect(renewed()).toEqual([]);
  });

  it('is not missed while nothing at all arrives: then it is the connection', () => {
    hear(20, voice('ana', { packets: 0 }), voice('ben', { packets: 0 }));
    expect(renewed()).toEqual([]);
  });
});
