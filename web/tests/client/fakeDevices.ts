import { DeviceError, type DeviceChange, type DeviceLists, type DeviceProblem, type DeviceWish, type MediaDevicesPort } from '../../src/client/devices';
import type { Prepare, Side, TrackSink } from '../../src/client/localSide';
import type { MediaSettings } from '../../src/client/mediaSettings';

export class FakeTrack extends EventTarget {
  readyState: 'live' | 'ended' = 'live';

  constructor(
    readonly side: Side,
    readonly deviceId: string,
  ) {
    super();
  }

  stop() {
    this.readyState = 'ended';
  }

  /** What unplugging does. */
  lose() {
    if (this.readyState === 'ended') return;
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  getSettings() {
    return { deviceId: this.deviceId };
  }
}

export const asTrack = (track: FakeTrack) => track as unknown as MediaStreamTrack;

/** A computer whose devices come and go, with a browser that may say no. */
export class FakeMachine implements MediaDevicesPort {
  readonly plugged: Record<Side, string[]> = { microphone: ['mic-a'], camera: ['cam-a'] };
  readonly problems: Partial<Record<Side, DeviceProblem>> = {};
  readonly tracks: FakeTrack[] = [];
  readonly opened: string[] = [];
  /** How long opening takes, in microtasks; a test of races turns it up. */
  delay = 0;
  changed: (what: DeviceChange) => void = () => {};

  list = (): Promise<DeviceLists> =>
    Promise.resolve({
      audioinput: this.plugged.microphone.map((id) => ({ id, label: id })),
      videoinput: this.plugged.camera.map((id) => ({ id, label: id })),
      audiooutput: [],
    });

  async open(want: DeviceWish, settings?: MediaSettings): Promise<MediaStream> {
    const sides = (['camera', 'microphone'] as const).filter((side) => want[side] !== undefined);
    this.opened.push(sides.map((side) => `${side}:${want[side] ?? 'default'}${side === 'camera' ? `@${settings?.height ?? ''}` : ''}`).join(' '));
    for (let i = 0; i < this.delay; i++) await Promise.resolve();
    const tracks = sides.map((side) => {
      const problem = this.problems[side];
      if (problem !== undefined) throw new DeviceError(problem);
      const wish = want[side] ?? null;
      const id = wish !== null && this.plugged[side].includes(wish) ? wish : this.plugged[side][0];
      if (id === undefined) throw new DeviceError('missing');
      return new FakeTrack(side, id);
    });
    this.tracks.push(...tracks);
    const of = (side: Side) => tracks.filter((track) => track.side === side).map(asTrack);
    return { getTracks: () => tracks.map(asTrack), getVideoTracks: () => of('camera'), getAudioTracks: () => of('microphone') } as unknown as MediaStream;
  }

  watch(changed: (what: DeviceChange) => void) {
    this.changed = changed;
    return () => {
      this.changed = () => {};
    };
  }

  plug(side: Side, id: string) {
    if (!this.plugged[side].includes(id)) this.plugged[side].push(id);
    this.changed('devices');
  }

  unplug(side: Side, id: string) {
    this.plugged[side] = this.plugged[side].filter((one) => one !== id);
    for (const track of this.tracks) if (track.side === side && track.deviceId === id) track.lose();
    this.changed('devices');
  }

  live(side: Side): FakeTrack[] {
    return this.tracks.filter((track) => track.side === side && track.readyState === 'live');
  }
}

/** What others get of the two sides. */
export class FakeSink implements TrackSink {
  readonly sent: Partial<Record<Side, { track: FakeTrack; on: boolean; publications: number }>> = {};
  readonly log: string[] = [];
  failNext = false;

  send(side: Side, track: MediaStreamTrack, _settings: MediaSettings, on: boolean): Promise<void> {
    if (this.failNext) {
      this.failNext = false;
      return Promise.reject(new Error('refused'));
    }
    const before = this.sent[side];
    const fake = track as unknown as FakeTrack;
    this.log.push(`${before === undefined ? 'publish' : 'replace'} ${fake.deviceId}${on ? '' : ' muted'}`);
    this.sent[side] = { track: fake, on: on || (before?.on ?? false), publications: (before?.publications ?? 0) + (before === undefined ? 1 : 0) };
    return Promise.resolve();
  }

  mute(side: Side): Promise<void> {
    const now = this.sent[side];
    if (now !== undefined) this.sent[side] = { ...now, on: false };
    this.log.push(`mute ${side}`);
    return Promise.resolve();
  }

  state(side: Side) {
    const now = this.sent[side];
    return now === undefined ? 'none' : now.on ? 'sent' : 'muted';
  }
}

export const passOn: Prepare = (track) => Promise.resolve({ track, update: () => true, close: () => {} });
