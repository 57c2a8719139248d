import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { noDevices } from '../../src/client/devices';
import { plainSettings } from '../../src/client/mediaSettings';
import { FakeMeetingApi } from '../../src/meeting/fake/fakeMeetingApi';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { Meeting } from '../../src/meeting/meeting';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('hostile names, titles and messages come out safe wherever the meeting shows them', async () => {
  const room = new FakeRoom();
  const meeting = new Meeting(room, { list: () => Promise.resolve(noDevices), open: () => Promise.reject(new Error()), watch: () => () => {} }, new FakeMeetingApi(room));
  await meeting.connect({ token: '', serverUrl: '', identity: 'me', name: 'Moi' }, { microphoneOn: false, cameraOn: false, microphoneId: null, cameraId: null, speakerId: null, settings: plainSettings });
  room.put('p1', { name: `\u202EEve\u200B\n${'x'.repeat(10_000)}`, sharing: true });
  room.tell({ title: 'Budget\u202E\u2066 2026' });
  room.emit({ type: 'chat', message: { id: '1', from: 'p1', text: 'cliquez\u202E ici\u200B', sentAt: 0, to: null, replyTo: null } as never });
  await vi.advanceTimersByTimeAsync(0);

  const name = `Eve ${'x'.repeat(95)}…`;
  const { people, tiles, facts } = meeting.store.getSnapshot();
  expect(people[1]?.name).toBe(name);
  expect(tiles.filter((tile) => tile.identity === 'p1').map((tile) => tile.name)).toEqual([name, name]);
  expect(facts.title).toBe('Budget 2026');
  expect(meeting.notices.store.getSnapshot().map((notice) => notice.name)).toEqual([name, name, name]);
  expect(meeting.chat.store.getSnapshot().messages.map((message) => [message.name, message.text])).toEqual([[name, 'cliquez ici']]);
  room.tell({ title: '\u2800' });
  expect(meeting.store.getSnapshot().facts.title).toBeNull();
});
