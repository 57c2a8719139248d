import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Device, DeviceChange, DeviceLists, MediaDevicesPort } from '../../src/client/devices';
import { plainSettings } from '../../src/client/mediaSettings';
import { loadPreferences, savePreferences } from '../../src/client/preferences';
import type { DeviceKind } from '../../src/client/room';
import { FakeMeetingApi } from '../../src/meeting/fake/fakeMeetingApi';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { Meeting } from '../../src/meeting/meeting';

const standing: DeviceLists = {
  audioinput: [{ id: 'default', label: 'Default - Built-in' }, { id: 'built-in', label: 'Built-in', group: 'board' }],
  audiooutput: [{ id: 'default', label: 'Default - Speakers' }, { id: 'speakers', label: 'Speakers', group: 'board' }],
  videoinput: [{ id: 'lid', label: 'Lid', group: 'lid' }],
};
const headset = { audioinput: { id: 'h-in', label: 'Headset', group: 'h' }, audiooutput: { id: 'h-out', label: 'Headset', group: 'h' } };

let lists: DeviceLists;
let tell: (what: DeviceChange) => void;
let room: FakeRoom;
let meeting: Meeting;
const port: MediaDevicesPort = {
  list: () => Promise.resolve(lists),
  open: () => Promise.reject(new Error('unused')),
  watch: (changed) => {
    tell = changed;
    return () => {};
  },
};

const notices = () => meeting.notices.store.getSnapshot().map(({ kind, name }) => `${kind} ${name}`.trim());
const uses = () => room.calls.filter((call) => call.startsWith('use'));
const press = async () => {
  const [notice] = meeting.notices.store.getSnapshot().filter(({ kind }) => kind === 'device-found');
  expect(notice?.actions.map(({ id }) => id)).toEqual(['use']);
  meeting.notices.act(notice?.id ?? -1, 'use');
  await vi.advanceTimersByTimeAsync(0);
};

async function plug(devices: Partial<Record<DeviceKind, Device>>, what: DeviceChange = 'devices') {
  for (const [kind, device] of Object.entries(devices) as [DeviceKind, Device][]) {
    lists = { ...lists, [kind]: [...lists[kind], device] };
    // The parts of one device come one after the other.
    tell(what);
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(1000);
}

async function unplug(...ids: string[]) {
  const left = (kind: DeviceKind) => lists[kind].filter(({ id }) => !ids.includes(id));
  lists = { audioinput: left('audioinput'), audiooutput: left('audiooutput'), videoinput: left('videoinput') };
  tell('devices');
  await vi.advanceTimersByTimeAsync(1000);
}

async function enter(change: Partial<Record<'microphoneId' | 'cameraId' | 'speakerId', string>> = {}, microphoneOn = true) {
  room = new FakeRoom();
  meeting = new Meeting(room, port, new FakeMeetingApi(room));
  await meeting.connect({ token: '', serverUrl: '', identity: 'me', name: 'Moi' }, { microphoneOn, cameraOn: false, microphoneId: null, cameraId: null, speakerId: null, settings: plainSettings, ...change });
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  lists = standing;
});

afterEach(() => {
  meeting.devices.close();
  vi.useRealTimers();
  savePreferences({ microphoneId: null, speakerId: null, cameraId: null });
});

describe('what is plugged in during a call', () => {
  it('is offered once, for hearing and speaking, and used when that is pressed', async () => {
    await enter();
    await plug(headset);
    expect(notices()).toEqual(['device-found Headset']);
    expect(uses()).toEqual([]);
    await press();
    expect(uses()).toEqual(['use audioinput h-in', 'use audiooutput h-out']);
    expect(meeting.devices.store.getSnapshot().active).toEqual({ audioinput: 'h-in', audiooutput: 'h-out', videoinput: null });
    expect(loadPreferences()).toMatchObject({ microphoneId: 'h-in', speakerId: 'h-out' });
    expect(notices()).toEqual([]);
  });

  it('is not asked about for long', async () => {
    await enter();
    await plug(headset);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(notices()).toEqual([]);
    expect(uses()).toEqual([]);
  });

  it('is no longer offered when it is unplugged again', async () => {
    await enter();
    await plug(headset);
    await unplug('h-in', 'h-out');
    expect(notices()).toEqual([]);
  });

  it('is in the menus at once', async () => {
    await enter();
    lists = { ...lists, audioinput: [...lists.audioinput, headset.audioinput] };
    tell('devices');
    await vi.advanceTimersByTimeAsync(0);
    expect(meeting.devices.store.getSnapshot().devices.audioinput.at(-1)?.id).toBe('h-in');
  });

  it('is a picture for whoever plugs in a webcam, whose microphone stays out of it', async () => {
    await enter();
    await plug({ videoinput: { id: 'cam', label: 'Webcam', group: 'w' }, audioinput: { id: 'cam-mic', label: 'Webcam', group: 'w' } });
    await press();
    expect(uses()).toEqual(['use videoinput cam']);
  });

  it('may be the first microphone of all', async () => {
    lists = { ...standing, audioinput: [] };
    await enter();
    await plug(headset);
    expect(notices()).toEqual(['device-found Headset']);
  });

  it('takes of two loudspeakers the one that belongs to the microphone', async () => {
    await enter();
    lists = { ...lists, audioinput: [...lists.audioinput, headset.audioinput], audiooutput: [...lists.audiooutput, { id: 'stereo', label: 'Headphones', group: 's' }, headset.audiooutput] };
    tell('devices');
    await vi.advanceTimersByTimeAsync(1000);
    await press();
    expect(uses()).toEqual(['use audioinput h-in', 'use audiooutput h-out']);
  });

  it('says that it failed when it cannot be used', async () => {
    await enter();
    await plug({ audioinput: headset.audioinput });
    room.failWith = new Error('busy');
    await press();
    expect(notices()).toEqual(['device-failed']);
    expect(meeting.devices.store.getSnapshot().active.audioinput).toBeNull();
  });
});

describe('what a permission uncovers', () => {
  it('was there before', async () => {
    lists = { audioinput: [], audiooutput: [], videoinput: [] };
    await enter();
    lists = standing;
    tell('permission');
    await vi.advanceTimersByTimeAsync(2000);
    expect(notices()).toEqual([]);
    await plug(headset);
    expect(notices()).toEqual(['device-found Headset']);
  });

  it('is no news either where the browser says both at once', async () => {
    lists = { ...standing, audioinput: [], audiooutput: [] };
    await enter();
    lists = standing;
    tell('devices');
    tell('permission');
    await vi.advanceTimersByTimeAsync(2000);
    expect(notices()).toEqual([]);
  });

  it('is not taken for the return of what was chosen before the meeting', async () => {
    lists = { audioinput: [], audiooutput: [], videoinput: [] };
    await enter({ microphoneId: 'built-in' });
    lists = standing;
    tell('permission');
    await vi.advanceTimersByTimeAsync(0);
    await plug({ audiooutput: { id: 'tv', label: 'TV' } });
    expect(notices()).toEqual(['device-found TV']);
    expect(uses()).toEqual([]);
  });
});

describe('a chosen device that comes back', () => {
  it('is taken again without a click, with a word about it', async () => {
    lists = { ...standing, audioinput: [...standing.audioinput, headset.audioinput], audiooutput: [...standing.audiooutput, headset.audiooutput] };
    await enter({ microphoneId: 'h-in', speakerId: 'h-out' });
    room.emit({ type: 'device-lost', kind: 'audioinput', deviceId: 'built-in' });
    await unplug('h-in', 'h-out');
    expect(notices()).toEqual(['audioinput-lost', 'audiooutput-lost']);
    expect(meeting.devices.store.getSnapshot().active).toMatchObject({ audioinput: 'built-in', audiooutput: 'default' });
    await plug(headset);
    expect(uses()).toEqual(['use audiooutput default', 'use audioinput h-in', 'use audiooutput h-out']);
    expect(notices().slice(2)).toEqual(['device-returned Headset']);
    expect(meeting.devices.store.getSnapshot().active).toMatchObject({ audioinput: 'h-in', audiooutput: 'h-out' });
  });

  it('is taken although it was not there when the call began', async () => {
    await enter({ microphoneId: 'h-in' });
    await plug(headset);
    expect(uses()).toEqual(['use audioinput h-in']);
    expect(notices()).toEqual(['device-returned Headset']);
  });

  it('is taken again when it was away for a moment only', async () => {
    lists = { ...standing, audioinput: [...standing.audioinput, headset.audioinput] };
    await enter({ microphoneId: 'h-in' });
    room.emit({ type: 'device-lost', kind: 'audioinput', deviceId: 'built-in' });
    tell('devices');
    await vi.advanceTimersByTimeAsync(1000);
    expect(uses()).toEqual(['use audioinput h-in']);
  });

  it('stays away once the person has chosen another', async () => {
    lists = { ...standing, audioinput: [...standing.audioinput, headset.audioinput] };
    await enter({ microphoneId: 'h-in' });
    room.emit({ type: 'device-lost', kind: 'audioinput', deviceId: 'built-in' });
    await unplug('h-in');
    await meeting.devices.use('audioinput', 'built-in');
    await plug({ audioinput: headset.audioinput });
    expect(uses()).toEqual(['use audioinput built-in']);
    expect(notices()).toContain('device-found Headset');
  });

  it('does not open a microphone that went off with it: that is offered', async () => {
    lists = { ...standing, audioinput: [headset.audioinput] };
    await enter({ microphoneId: 'h-in' });
    room.put('me', { microphoneOn: false });
    room.emit({ type: 'device-lost', kind: 'audioinput', deviceId: null });
    await unplug('h-in');
    expect(notices()).toEqual(['audioinput-gone']);
    await plug({ audioinput: headset.audioinput });
    expect(room.calls).toEqual(['connect']);
    await press();
    await vi.advanceTimersByTimeAsync(0);
    expect(room.calls.slice(1)).toEqual(['use audioinput h-in', 'microphone true']);
  });
});

describe('a loudspeaker that goes', () => {
  it('gives way to the system’s, and says so', async () => {
    await enter({ speakerId: 'speakers' });
    await unplug('speakers');
    expect(uses()).toEqual(['use audiooutput default']);
    expect(notices()).toEqual(['audiooutput-lost']);
  });

  it('says so when it was the last', async () => {
    lists = { ...standing, audiooutput: [{ id: 'speakers', label: 'Speakers' }] };
    await enter({ speakerId: 'speakers' });
    await unplug('speakers');
    expect(uses()).toEqual([]);
    expect(notices()).toEqual(['audiooutput-gone']);
  });
});

it('forgets all of it when the call is over', async () => {
  await enter();
  lists = { ...lists, audioinput: [...lists.audioinput, headset.audioinput] };
  tell('devices');
  room.end('left');
  await vi.advanceTimersByTimeAsync(2000);
  expect(notices()).toEqual([]);
});
