import { beforeEach, describe, expect, it } from 'vitest';
import { DeviceError, type DeviceChange, noDevices, type DeviceProblem, type MediaDevicesPort } from '../../src/client/devices';
import { loadPreferences, type Preferences } from '../../src/client/preferences';
import { cleanName, Preview } from '../../src/meeting/preview';

class FakeTrack {
  stopped = false;

  constructor(private readonly wish: string) {}

  stop() {
    this.stopped = true;
  }

  /** Of a telephone with a camera on either side. */
  getSettings() {
    return this.wish.startsWith('facing:') ? { deviceId: `camera ${this.wish}`, facingMode: this.wish.slice('facing:'.length) } : { deviceId: this.wish };
  }
}

/** The browser's devices, as a person has plugged them in and allowed them. */
class FakeDevices implements MediaDevicesPort {
  problems: { camera?: DeviceProblem; microphone?: DeviceProblem } = {};
  readonly opened: string[] = [];
  readonly tracks: FakeTrack[] = [];
  changed: (what: DeviceChange) => void = () => {};

  list = () => Promise.resolve(noDevices);

  open(want: { camera?: string | null; microphone?: string | null }): Promise<MediaStream> {
    const sides = (['camera', 'microphone'] as const).filter((side) => want[side] !== undefined);
    this.opened.push(sides.map((side) => `${side}:${want[side] ?? 'default'}`).join(' '));
    for (const side of sides) {
      const problem = this.problems[side];
      if (problem !== undefined) return Promise.reject(new DeviceError(problem));
    }
    const track = { camera: new FakeTrack(want.camera ?? 'default'), microphone: new FakeTrack(want.microphone ?? 'default') };
    for (const side of sides) this.tracks.push(track[side]);
    return Promise.resolve({
      getVideoTracks: () => (sides.includes('camera') ? [track.camera] : []),
      getAudioTracks: () => (sides.includes('microphone') ? [track.microphone] : []),
    } as unknown as MediaStream);
  }

  watch(changed: (what: DeviceChange) => void) {
    this.changed = changed;
    return () => {
      this.changed = () => {};
    };
  }
}

const remembered: Preferences = { ...loadPreferences(), cameraOn: true, microphoneOn: true, cameraId: null, microphoneId: 'usb', speakerId: null };
let devices: FakeDevices;
let preview: Preview;
const state = () => preview.store.getSnapshot();
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  devices = new FakeDevices();
  preview = new Preview(devices, remembered);
});

describe('opening', () => {
  it('asks for both devices at once, those of last time', async () => {
    await preview.open();
    expect(devices.opened).toEqual(['camera:default microphone:usb']);
    expect(state()).toMatchObject({ camera: { problem: null, opening: false }, microphone: { problem: null } });
    expect(state().camera.stream).not.toBeNull();
  });

  it('has the microphone when only the camera fails', async () => {
    devices.problems = { camera: 'in-use' };
    await preview.open();
    expect(state()).toMatchObject({ camera: { stream: null, problem: 'in-use' }, microphone: { problem: null } });
    expect(state().microphone.stream).not.toBeNull();
    expect(preview.choice()).toMatchObject({ cameraOn: false, microphoneOn: true });
  });

  it.each<DeviceProblem>(['blocked', 'missing', 'in-use', 'insecure', 'failed'])('lets people join when everything is “%s”', async (problem) => {
    devices.problems = { camera: problem, microphone: problem };
    await preview.open();
    expect(state()).toMatchObject({ camera: { problem }, microphone: { problem } });
    expect(preview.choice()).toMatchObject({ cameraOn: false, microphoneOn: false });
  });

  it('leaves alone what was off last time', async () => {
    preview = new Preview(devices, { ...remembered, cameraOn: false });
    await preview.open();
    expect(devices.opened).toEqual(['microphone:usb']);
  });
});

describe('the switches', () => {
  it('stop the camera so that its light goes out', async () => {
    await preview.open();
    await preview.toggle('camera');
    expect(devices.tracks.map((track) => track.stopped)).toEqual([true, false]);
    expect(state().camera).toMatchObject({ wanted: false, stream: null });
  });

  it('try a failed device again', async () => {
    devices.problems = { camera: 'blocked' };
    await preview.open();
    devices.problems = {};
    await preview.toggle('camera');
    expect(state().camera).toMatchObject({ wanted: true, problem: null });
    expect(state().camera.stream).not.toBeNull();
  });

  it('throw away a camera that opens after it was switched off', async () => {
    const opening = preview.open();
    await preview.toggle('camera');
    await opening;
    expect(state().camera).toMatchObject({ wanted: false, stream: null, opening: false });
    expect(devices.tracks[0]?.stopped).toBe(true);
  });
});

it('a device that is plugged in later is used', async () => {
  devices.problems = { microphone: 'missing' };
  await preview.open();
  expect(state().microphone.problem).toBe('missing');
  devices.problems = {};
  devices.changed('devices');
  await settled();
  expect(state().microphone.problem).toBeNull();
});

it('another device is opened when it is chosen', async () => {
  await preview.open();
  await preview.choose('videoinput', 'second');
  expect(devices.opened.at(-1)).toBe('camera:second');
  expect(preview.choice().cameraId).toBe('second');
});

it('a phone shows what its other camera sees, and oneself again', async () => {
  await preview.open();
  expect(state().camera.facesAway).toBe(false);
  await preview.turnCamera();
  expect(devices.opened.at(-1)).toBe('camera:facing:environment');
  expect(state().camera).toMatchObject({ facesAway: true, deviceId: 'camera facing:environment' });
  expect(preview.choice().cameraId).toBe('facing:environment');
  await preview.turnCamera();
  expect(devices.opened.at(-1)).toBe('camera:facing:user');
  expect(state().camera.facesAway).toBe(false);
});

it('closing lets go of every device', async () => {
  await preview.open();
  preview.close();
  expect(devices.tracks.every((track) => track.stopped)).toBe(true);
});

it.each([
  ['  Ana   Lopez ', 'Ana Lopez'],
  ['', null],
  ['   ', null],
  ['x'.repeat(50), 'x'.repeat(50)],
  ['x'.repeat(51), null],
])('the name “%s” becomes %j', (input, expected) => {
  expect(cleanName(input)).toBe(expected);
});
