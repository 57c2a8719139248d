import { beforeEach, describe, expect, it } from 'vitest';
import { FakeFeeds } from '../../src/meeting/fake/fakeFeeds';
import { HostLobby } from '../../src/meeting/hostLobby';

const ana = { id: '1', name: 'Ana', guest: true };
const ben = { id: '2', name: 'Ben', guest: false };

let feeds: FakeFeeds;
let calls: string[];
let failing: boolean;
let knocks: string[];
let lobby: HostLobby;
const say = (slug: string, waiting: unknown, title: string | null = null) => feeds.send('/events', 'lobby', { slug, title, waiting });
const names = (slug: string) => lobby.waitingIn(slug).map((one) => one.name);

beforeEach(() => {
  feeds = new FakeFeeds();
  calls = [];
  failing = false;
  knocks = [];
  const act = (what: string) => (slug: string, who: unknown, text = '') => {
    calls.push(`${what} ${slug} ${JSON.stringify(who)} ${text}`.trim());
    return failing ? Promise.reject(new Error('no')) : Promise.resolve();
  };
  lobby = new HostLobby(feeds.open, { admit: act('admit'), deny: act('deny'), message: act('message') }, (door, person) => knocks.push(`${door.slug} ${person.name}`));
  lobby.open();
});

describe('who waits', () => {
  it('is what the server last said, room by room', () => {
    say('a', [ana]);
    say('b', [ben], 'Budget');
    say('a', [ana, ben]);
    expect(names('a')).toEqual(['Ana', 'Ben']);
    expect(lobby.store.getSnapshot().lobbies.map((one) => one.slug)).toEqual(['a', 'b']);
    say('a', []);
    expect(lobby.store.getSnapshot().lobbies.map((one) => one.slug)).toEqual(['b']);
  });

  it('knocks once each, and again after having left', () => {
    say('a', [ana]);
    say('a', [ana, ben]);
    say('a', [ben]);
    say('a', [ben, ana]);
    expect(knocks).toEqual(['a Ana', 'a Ben', 'a Ana']);
  });

  it('is nobody when the message makes no sense', () => {
    for (const nonsense of [null, 5, {}, { slug: 'a' }, { slug: 1, waiting: [] }]) feeds.send('/events', 'lobby', nonsense);
    say('a', [null, 5, { id: 1 }, { id: '3' }]);
    expect(lobby.store.getSnapshot().lobbies).toEqual([]);
  });

  it('is forgotten when the door is somebody else’s business', () => {
    say('a', [ana]);
    lobby.close();
    expect(feeds.isOpen('/events')).toBe(false);
    expect(lobby.store.getSnapshot().lobbies).toEqual([]);
  });
});

describe('the door', () => {
  it('lets one in, at once on this screen', async () => {
    say('a', [ana, ben]);
    const admitting = lobby.admit('a', '1');
    expect([...lobby.store.getSnapshot().leaving]).toEqual(['1']);
    await admitting;
    expect(calls).toEqual(['admit a {"ids":["1"]}']);
    expect(names('a')).toEqual(['Ben']);
    expect(lobby.store.getSnapshot().leaving.size).toBe(0);
  });

  it('lets all in, or turns all away', async () => {
    say('a', [ana, ben]);
    await lobby.admit('a', null);
    say('a', [ana]);
    await lobby.deny('a', null);
    expect(calls).toEqual(['admit a {"all":true}', 'deny a {"all":true}']);
    expect(names('a')).toEqual([]);
  });

  it('keeps those who came while all were admitted', async () => {
    say('a', [ana]);
    const admitting = lobby.admit('a', null);
    say('a', [ana, ben]);
    await admitting;
    expect(names('a')).toEqual(['Ben']);
  });

  it('says when it did not work, and keeps the list', async () => {
    say('a', [ana]);
    failing = true;
    await lobby.admit('a', '1');
    expect(lobby.store.getSnapshot().failed).toBe(true);
    expect(names('a')).toEqual(['Ana']);
    say('a', [ana]);
    expect(lobby.store.getSnapshot().failed).toBe(false);
  });

  it('carries words to those who wait', async () => {
    say('a', [ana]);
    expect(await lobby.message('a', 'Un instant')).toBe(true);
    expect(calls).toEqual(['message a {"all":true} Un instant']);
    failing = true;
    expect(await lobby.message('a', 'Encore un')).toBe(false);
  });
});
