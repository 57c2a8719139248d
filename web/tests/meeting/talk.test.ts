import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noDevices } from '../../src/client/devices';
import { plainSettings } from '../../src/client/mediaSettings';
import { FakeMeetingApi } from '../../src/meeting/fake/fakeMeetingApi';
import { FakePage } from '../../src/meeting/fake/fakePage';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { Meeting } from '../../src/meeting/meeting';

const devices = { list: () => Promise.resolve(noDevices), open: () => Promise.reject(new Error('unused')), watch: () => () => {} };
const grant = { token: '', serverUrl: '', identity: 'me', name: 'Moi' };
const media = { microphoneOn: true, cameraOn: false, microphoneId: null, cameraId: null, speakerId: null, settings: plainSettings };

let room: FakeRoom;
let api: FakeMeetingApi;
let page: FakePage;
let meeting: Meeting;
const notices = () => meeting.notices.store.getSnapshot().map(({ kind }) => kind);
const said = () => meeting.talk.announcements.store.getSnapshot().map(({ said: one, urgent }) => `${one.type === 'notice' ? one.notice.kind : one.type}${urgent ? '!' : ''}`);
const played = () => page.played.map(([chime]) => chime);

async function enter(before: () => void = () => {}) {
  room = new FakeRoom();
  api = new FakeMeetingApi(room);
  before();
  meeting = new Meeting(room, devices, api, undefined, page);
  await meeting.connect(grant, media);
  room.put('me', { role: 'participant' });
}

beforeEach(async () => {
  vi.useFakeTimers();
  page = new FakePage();
  await enter();
});
afterEach(() => vi.useRealTimers());

describe('reactions', () => {
  const shown = () => meeting.talk.reactions.store.getSnapshot();

  it('are seen for three seconds, one’s own too', async () => {
    await meeting.talk.reactions.send('👏');
    room.hear('a', 'reaction', { emoji: '👍' });
    expect(shown().shown.map(({ identity, emoji }) => `${identity} ${emoji}`)).toEqual(['me 👏', 'a 👍']);
    expect(room.data).toEqual([{ topic: 'reaction', value: { emoji: '👏' }, to: [] }]);
    vi.advanceTimersByTime(3000);
    expect(shown().shown).toEqual([]);
  });

  it('are ten in a second at most, for oneself and for each of the others', async () => {
    for (let i = 0; i < 15; i++) await meeting.talk.reactions.send('👏');
    expect(room.data).toHaveLength(10);
    for (let i = 0; i < 100; i++) room.hear('a', 'reaction', { emoji: '👍' });
    for (let i = 0; i < 100; i++) room.hear('b', 'reaction', { emoji: '👍' });
    expect(shown().shown).toHaveLength(24);
    expect(shown().counts).toEqual([{ emoji: '👍', count: 20 }, { emoji: '👏', count: 10 }]);
    vi.advanceTimersByTime(1001);
    expect(await meeting.talk.reactions.send('👏')).toBe(true);
  });

  it.each([null, 'x', {}, { emoji: '💩' }, { emoji: '<b>' }, { emoji: 3 }])('that nobody can give are ignored: %j', (value) => {
    room.hear('a', 'reaction', value);
    expect(shown().shown).toEqual([]);
  });

  it('are spoken only for those who want it, and not each of many', () => {
    room.hear('a', 'reaction', { emoji: '👍' });
    expect(said()).toEqual([]);
    page.prefer({ silenced: ['reactions'] });
    for (let i = 0; i < 5; i++) room.hear('a', 'reaction', { emoji: '👍' });
    expect(said()).toEqual(['reaction']);
  });
});

describe('news', () => {
  const write = (text: string, to: string | null = null) => room.emit({ type: 'chat', message: { id: text, from: 'a', text, sentAt: 0, to, replyTo: null } });

  it('of comings and goings are seen and heard while few are there', () => {
    room.put('a', { name: 'Ana' });
    expect([notices(), said(), played()]).toEqual([['joined'], ['joined'], ['joined']]);
    room.remove('a');
    expect(notices()).toEqual(['left']);
    for (const one of ['b', 'c', 'd']) room.put(one);
    expect(said()).toEqual(['joined', 'left', 'joined', 'joined', 'joined']);
    vi.advanceTimersByTime(20_000);
    room.put('e');
    expect([notices(), said()]).toEqual([[], []]);
  });

  it('of comings are only spoken on a phone', () => {
    page.phone = true;
    room.put('a');
    expect([notices(), said(), played()]).toEqual([[], ['joined'], []]);
  });

  it('are what the person wants', () => {
    page.prefer({ toastPresence: false, soundPresence: false, silenced: ['people', 'chat'], toastMessage: false, soundMessage: false, toastHand: false, soundHand: false });
    room.put('a');
    write('Bonjour');
    room.put('a', { handSince: 5 });
    expect([notices(), said(), played()]).toEqual([[], ['hand'], []]);
  });

  it('are silent at volume nothing, and as loud as wanted', () => {
    page.prefer({ soundVolume: 0.2 });
    room.put('a');
    page.prefer({ soundVolume: 0 });
    meeting.talk.notifications.knock();
    expect(page.played).toEqual([['joined', 0.2]]);
  });

  it('of messages come one at a time, lead to the chat, and go when it opens', () => {
    room.put('a', { name: 'Ana' });
    let opened = 0;
    meeting.talk.readWith(() => opened++);
    write('un');
    write('deux', 'me');
    expect(notices()).toEqual(['joined', 'message-private']);
    expect(said()).toEqual(['joined', 'message', 'message']);
    const notice = meeting.notices.store.getSnapshot()[1];
    meeting.notices.act(notice?.id ?? 0, 'read');
    expect(opened).toBe(1);
    write('trois');
    meeting.chat.setOpen(true);
    expect(notices()).toEqual(['joined']);
    write('quatre');
    expect(notices()).toEqual(['joined']);
    expect(played().filter((one) => one === 'message')).toHaveLength(1);
  });

  it('of somebody go when they leave', () => {
    room.put('a', { name: 'Ana' });
    write('un');
    room.put('a', { handSince: 3 });
    expect(notices()).toEqual(['joined', 'message', 'hand']);
    room.remove('a');
    expect(notices()).toEqual(['left']);
  });

  it('wait while somebody looks at them', () => {
    room.put('a');
    const id = meeting.notices.store.getSnapshot()[0]?.id ?? 0;
    vi.advanceTimersByTime(4000);
    meeting.notices.hold(id);
    vi.advanceTimersByTime(60_000);
    expect(notices()).toEqual(['joined']);
    meeting.notices.release(id);
    vi.advanceTimersByTime(1999);
    expect(notices()).toEqual(['joined']);
    vi.advanceTimersByTime(1);
    expect(notices()).toEqual([]);
  });

  it('interrupt only when one must know at once', () => {
    meeting.notices.show('microphone-failed');
    meeting.notices.show('locked');
    expect(said()).toEqual(['microphone-failed!', 'locked']);
    vi.advanceTimersByTime(10_000);
    expect(said()).toEqual([]);
  });
});

describe('a raised hand', () => {
  it('is told its place when that changes', async () => {
    await meeting.toggleHand();
    room.put('a', { handSince: 0.5 });
    expect(meeting.talk.announcements.store.getSnapshot().flatMap(({ said: one }) => (one.type === 'place' ? one.place : []))).toEqual([1, 2]);
  });

  it('comes down seven seconds after its owner was asked while speaking', async () => {
    await meeting.toggleHand();
    room.emit({ type: 'speakers', identities: ['me'] });
    await vi.advanceTimersByTimeAsync(2999);
    expect(notices()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(notices()).toEqual(['hand-speaking']);
    await vi.advanceTimersByTimeAsync(7000);
    expect(meeting.store.getSnapshot().self?.handSince).toBeNull();
    expect(notices()).toEqual([]);
  });

  it('stays up when its owner says so, and is not asked about again', async () => {
    await meeting.toggleHand();
    room.emit({ type: 'speakers', identities: ['me'] });
    await vi.advanceTimersByTimeAsync(3000);
    meeting.notices.act(meeting.notices.store.getSnapshot()[0]?.id ?? 0, 'keep');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(notices()).toEqual([]);
    expect(meeting.store.getSnapshot().self?.handSince).not.toBeNull();
  });

  it('is not asked about for a cough', async () => {
    await meeting.toggleHand();
    room.emit({ type: 'speakers', identities: ['me'] });
    await vi.advanceTimersByTimeAsync(1000);
    room.emit({ type: 'speakers', identities: [] });
    await vi.advanceTimersByTimeAsync(5000);
    expect(notices()).toEqual([]);
  });
});

describe('many people', () => {
  const crowd = (count: number) => () => {
    for (let i = 1; i < count; i++) room.put(`p${i}`);
  };

  it('make one enter muted, with a way back, once', async () => {
    await enter(crowd(51));
    expect(meeting.store.getSnapshot().microphoneOn).toBe(false);
    expect(notices()).toEqual(['auto-muted']);
    meeting.notices.act(meeting.notices.store.getSnapshot()[0]?.id ?? 0, 'unmute');
    await vi.advanceTimersByTimeAsync(0);
    expect(meeting.store.getSnapshot().microphoneOn).toBe(true);
    await enter(crowd(51));
    expect(meeting.store.getSnapshot().microphoneOn).toBe(true);
  });

  it('do not when they are fifty, or when the person does not want it', async () => {
    await enter(crowd(50));
    expect(meeting.store.getSnapshot().microphoneOn).toBe(true);
    page.prefer({ autoMute: false });
    await enter(crowd(80));
    expect(meeting.store.getSnapshot().microphoneOn).toBe(true);
  });
});

describe('somebody alone', () => {
  const left = () => meeting.talk.idle.store.getSnapshot().left;

  it('is asked after a quarter of an hour, and leaves two minutes later', async () => {
    await vi.advanceTimersByTimeAsync(15 * 60_000 - 1);
    expect(left()).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(left()).toBe(120);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(left()).toBe(60);
    expect(meeting.store.getSnapshot().phase).toBe('connected');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(meeting.store.getSnapshot()).toMatchObject({ phase: 'ended', endReason: 'left' });
  });

  it('stays when they say so, and is asked again later', async () => {
    await vi.advanceTimersByTimeAsync(16 * 60_000);
    meeting.talk.idle.stay();
    expect(left()).toBeNull();
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    expect(left()).toBe(120);
  });

  it('is not asked once somebody comes', async () => {
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    room.put('a');
    expect(left()).toBeNull();
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(meeting.store.getSnapshot().phase).toBe('connected');
  });

  it('is never asked when they do not want it', async () => {
    page.prefer({ idleLeave: false });
    await vi.advanceTimersByTimeAsync(3 * 60 * 60_000);
    expect(left()).toBeNull();
    expect(meeting.store.getSnapshot().phase).toBe('connected');
  });
});

describe('the chat of somebody who comes late', () => {
  const kept = { id: '1', from: 'gone', name: 'Zoé', text: 'Avant', sentAt: 1, replyTo: null, reactions: [] };

  it('is asked for where the room keeps it, and again after a reconnection', async () => {
    await enter(() => {
      room.tell({ chatHistory: true });
      api.kept = { messages: [kept] };
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(meeting.chat.store.getSnapshot()).toMatchObject({ unread: 0, messages: [{ text: 'Avant', name: 'Zoé' }] });
    api.kept = { messages: [kept, { ...kept, id: '2', text: 'Pendant' }] };
    room.emit({ type: 'connection', state: 'reconnecting' });
    room.emit({ type: 'connection', state: 'connected' });
    await vi.advanceTimersByTimeAsync(0);
    expect(meeting.chat.store.getSnapshot()).toMatchObject({ unread: 1, messages: [{ text: 'Avant' }, { text: 'Pendant' }] });
  });

  it('is not asked for where it does not', async () => {
    await vi.advanceTimersByTimeAsync(0);
    expect(api.calls).not.toContain('chat');
  });
});
