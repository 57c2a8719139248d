import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../../src/client/api';
import { noDevices, type MediaDevicesPort } from '../../src/client/devices';
import { FakeMeetingApi } from '../../src/meeting/fake/fakeMeetingApi';
import { plainSettings } from '../../src/client/mediaSettings';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { Meeting } from '../../src/meeting/meeting';
import { has, mayAdmit, powersOver } from '../../src/meeting/roles';

const devices: MediaDevicesPort = { list: () => Promise.resolve(noDevices), open: () => Promise.reject(new Error('unused')), watch: () => () => {} };
const media = { microphoneOn: true, cameraOn: false, microphoneId: null, cameraId: null, speakerId: null, settings: plainSettings };

let room: FakeRoom;
let server: FakeMeetingApi;
let meeting: Meeting;
const state = () => meeting.store.getSnapshot();
const notices = () => meeting.notices.store.getSnapshot().map(({ kind, name }) => `${kind} ${name}`.trim());
const person = (identity: string) => state().people.find((one) => one.identity === identity);
const powers = (identity: string) => {
  const other = person(identity);
  if (other === undefined) throw new Error(`${identity} is not there`);
  return powersOver(state().self, other, state().facts);
};

beforeEach(async () => {
  vi.useFakeTimers();
  room = new FakeRoom();
  room.put('me', { role: 'owner' });
  server = new FakeMeetingApi(room);
  meeting = new Meeting(room, devices, server);
  await meeting.connect({ token: '', serverUrl: '', identity: 'me', name: 'Moi' }, media);
  room.put('a', { name: 'Ana' });
  meeting.notices.clear();
});

afterEach(() => {
  room.end('left');
  vi.useRealTimers();
});

describe('what a host may do', () => {
  it('follows what the other sends now', () => {
    expect(powers('a')).toEqual({ stop: ['microphone'], askUnmute: false, lowerHand: false, roles: ['member', 'coHost'], spotlight: true, remove: true });
    room.put('a', { microphoneOn: false, cameraOn: true, sharing: true, handSince: 5, role: 'coHost' });
    expect(powers('a')).toEqual({ stop: ['camera', 'screenShare'], askUnmute: true, lowerHand: true, roles: ['participant', 'member'], spotlight: true, remove: true });
  });

  it('ends at owners and at oneself', () => {
    room.put('a', { role: 'owner' });
    expect(powers('a')).toMatchObject({ roles: [], remove: false, stop: ['microphone'] });
    expect(powers('me')).toMatchObject({ roles: [], remove: false, stop: [], spotlight: true });
  });

  it('is nothing for others, but for muting where the room gives that to them', () => {
    room.put('me', { role: 'participant' });
    expect(powers('a')).toEqual({ stop: [], askUnmute: false, lowerHand: false, roles: [], spotlight: false, remove: false });
    room.tell({ rights: { microphone: 'everyone', camera: 'everyone', screenShare: 'everyone', chat: 'everyone', muteOthers: 'everyone', record: 'hosts' } });
    expect(powers('a').stop).toEqual(['microphone']);
  });

  it('is given and taken by roles', () => {
    expect(has('everyone', 'none')).toBe(true);
    expect(has('members', 'participant')).toBe(false);
    expect(has('members', 'deputy')).toBe(true);
    expect(has('hosts', 'deputy')).toBe(false);
    expect(has('hosts', 'coHost')).toBe(true);
  });

  it('includes the door for deputies only while no host is there', () => {
    const people = state().people;
    expect(mayAdmit('deputy', people)).toBe(false);
    expect(mayAdmit('deputy', people.filter((one) => one.role !== 'owner'))).toBe(true);
    expect(mayAdmit('member', [])).toBe(false);
    expect(mayAdmit('coHost', people)).toBe(true);
  });
});

const large = () => meeting.view.store.getSnapshot().placed.filter(({ part }) => part === 'main').map(({ tile }) => tile.id);

describe('moderating', () => {
  it('asks the server and shows what the server then says', async () => {
    await meeting.moderation.stop('a', 'microphone');
    expect(server.calls).toEqual(['mute {"identities":["a"]} microphone']);
    expect(person('a')?.microphoneOn).toBe(false);
    await meeting.moderation.setRole('a', 'coHost');
    expect(person('a')?.role).toBe('coHost');
    room.put('b');
    await meeting.moderation.spotlight(['a']);
    meeting.view.resize({ width: 1000, height: 700 }, 1);
    expect(large()).toEqual(['a/camera']);
    await meeting.moderation.spotlight([]);
    expect(large()).toEqual([]);
    await meeting.moderation.remove('a', true);
    expect(server.calls.at(-1)).toBe('remove a true');
    expect(person('a')).toBeUndefined();
  });

  it('mutes all but oneself and whoever speaks', async () => {
    room.put('b', { name: 'Ben' });
    room.emit({ type: 'speakers', identities: ['b'] });
    await meeting.moderation.muteAll(['me', ...meeting.speaking()]);
    expect(person('a')?.microphoneOn).toBe(false);
    expect(person('b')?.microphoneOn).toBe(true);
    expect(state().microphoneOn).toBe(true);
  });

  it('says so when the server refuses or fails', async () => {
    server.failWith = new ApiProblem(403, 'host_required', '');
    expect(await meeting.moderation.stop('a', 'camera')).toBe(false);
    server.failWith = new ApiProblem(0, 'network', '');
    expect(await meeting.moderation.endForAll()).toBe(false);
    expect(notices()).toEqual(['not-allowed', 'action-failed']);
    expect(state().phase).toBe('connected');
  });

  it('ends the meeting for everybody', async () => {
    await meeting.moderation.endForAll();
    expect(state()).toMatchObject({ phase: 'ended', endReason: 'room_closed' });
  });

  it('changes the room, and shows what other hosts change', async () => {
    await meeting.moderation.readRoom();
    expect(meeting.moderation.store.getSnapshot().room?.lobby).toBe('byAccess');
    await meeting.moderation.changeRoom({ locked: true });
    expect(state().facts.locked).toBe(true);
    expect(notices()).toEqual(['locked']);
    room.tell({ locked: false });
    expect(state().facts.locked).toBe(false);
  });

  it('sends one change of the room after the other, in their order, also after one that failed', async () => {
    let refuse = (): void => {};
    vi.spyOn(server, 'changeRoom').mockImplementationOnce(() => new Promise((_, reject) => (refuse = () => reject(new Error('lost')))));
    const done = [{ locked: true }, { locked: true }, { locked: false }].map((change) => meeting.moderation.changeRoom(change));
    await vi.advanceTimersByTimeAsync(0);
    expect(server.changeRoom).toHaveBeenCalledTimes(1);
    expect(meeting.moderation.store.getSnapshot().saving).toBe(true);
    refuse();
    expect(await Promise.all(done)).toEqual([false, true, true]);
    expect(state().facts.locked).toBe(false);
    expect(meeting.moderation.store.getSnapshot().saving).toBe(false);
  });
});

describe('being moderated', () => {
  beforeEach(() => {
    room.put('me', { role: 'participant' });
    meeting.notices.clear();
  });

  it('asks before a microphone goes on', async () => {
    await meeting.toggleMicrophone();
    room.say({ type: 'ask-unmute', by: 'a' });
    expect(meeting.moderation.store.getSnapshot().askedBy).toBe('Ana');
    expect(state().microphoneOn).toBe(false);
    await meeting.answerAsk(true);
    expect(state().microphoneOn).toBe(true);
    expect(meeting.moderation.store.getSnapshot().askedBy).toBeNull();
  });

  it('leaves the microphone off for a no', async () => {
    await meeting.toggleMicrophone();
    room.say({ type: 'ask-unmute', by: null });
    expect(meeting.moderation.store.getSnapshot().askedBy).toBe('');
    await meeting.answerAsk(false);
    expect(state().microphoneOn).toBe(false);
  });

  it('names who muted and tells the new role', () => {
    room.say({ type: 'muted', by: 'a', source: 'microphone' });
    room.say({ type: 'muted', by: null, source: 'camera' });
    room.say({ type: 'role', by: 'a', role: 'coHost' });
    expect(notices()).toEqual(['microphone-stopped-by Ana', 'camera-stopped', 'role-coHost']);
  });

  it('explains a button whose right was taken away, and does nothing', async () => {
    await meeting.toggleMicrophone();
    room.allow({ microphone: false, screenShare: false });
    expect(notices()).toEqual(['microphone-taken', 'screenShare-taken']);
    meeting.notices.clear();
    await meeting.toggleMicrophone();
    await meeting.toggleShare();
    expect(notices()).toEqual(['microphone-taken', 'screenShare-taken']);
    expect(room.calls.filter((call) => call.startsWith('share') || call === 'microphone true')).toEqual([]);
    meeting.notices.clear();
    room.allow({ microphone: true });
    expect(notices()).toEqual(['microphone-given']);
  });

  it('lets one switch off what is on without the right to switch it on', async () => {
    room.allow({ microphone: false });
    await meeting.toggleMicrophone();
    expect(room.calls).toContain('microphone false');
  });

  it('says nothing of what was so before one came in', async () => {
    const other = new FakeRoom();
    other.tell({ locked: true, spotlight: ['me'] });
    other.allow({ chat: false });
    const late = new Meeting(other, devices, new FakeMeetingApi(other));
    await late.connect({ token: '', serverUrl: '', identity: 'me', name: 'Moi' }, media);
    expect(late.notices.store.getSnapshot()).toEqual([]);
    expect(late.store.getSnapshot().facts.locked).toBe(true);
    other.end('left');
  });
});

describe('hands', () => {
  it('go up and down by the server', async () => {
    await meeting.toggleHand();
    expect(server.calls).toEqual(['raiseHand me true']);
    expect(state().hands).toEqual(['me']);
    await meeting.toggleHand();
    expect(state().hands).toEqual([]);
    expect(notices()).toEqual([]);
  });

  it('queue in order, are announced, and are lowered by hosts one by one or all', async () => {
    room.put('b', { name: 'Ben' });
    meeting.notices.clear();
    room.put('b', { handSince: 100 });
    room.put('a', { handSince: 200 });
    expect(notices()).toEqual(['hand Ben', 'hand Ana']);
    expect(state().hands).toEqual(['b', 'a']);
    await meeting.moderation.lowerHand('b');
    expect(state().hands).toEqual(['a']);
    await meeting.moderation.lowerAllHands();
    expect(state().hands).toEqual([]);
  });

  it('tell their owner when a host lowers them', async () => {
    await meeting.toggleHand();
    room.put('me', { handSince: null });
    expect(notices()).toEqual(['hand-lowered']);
  });
});
