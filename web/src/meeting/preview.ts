import { deviceProblem, facesAway, noDevices, otherSide, type DeviceLists, type DeviceProblem, type MediaDevicesPort } from '../client/devices';
import { mediaSettings } from '../client/mediaSettings';
import { loadPreferences, type Preferences } from '../client/preferences';
import type { DeviceKind, MediaChoice } from '../client/room';
import { Store } from './store';

export interface PreviewSide {
  readonly wanted: boolean;
  /** Null while off, while being opened, and when it could not be opened. */
  readonly stream: MediaStream | null;
  readonly problem: DeviceProblem | null;
  readonly opening: boolean;
  /** A camera that shows what is before one, and not oneself. */
  readonly facesAway: boolean;
  /** Which device it is; null where the browser does not say, and while it is off. */
  readonly deviceId: string | null;
}

export interface PreviewState {
  readonly camera: PreviewSide;
  readonly microphone: PreviewSide;
  readonly devices: DeviceLists;
  readonly chosen: Readonly<Record<DeviceKind, string | null>>;
}

type Side = 'camera' | 'microphone';

/** Trying camera and microphone before a meeting: what is on, what is wrong, and what to take along. */
export class Preview {
  readonly store: Store<PreviewState>;
  private unwatch = () => {};
  private closed = true;
  /** Counts the openings of each side, so that a late answer to an old question is thrown away. */
  private readonly turn = { camera: 0, microphone: 0 };

  constructor(
    private readonly port: MediaDevicesPort,
    remembered: Preferences,
  ) {
    const side = (wanted: boolean): PreviewSide => ({ wanted, stream: null, problem: null, opening: false, facesAway: false, deviceId: null });
    this.store = new Store<PreviewState>({
      camera: side(remembered.cameraOn),
      microphone: side(remembered.microphoneOn),
      devices: noDevices,
      chosen: {
        videoinput: remembered.cameraId,
        audioinput: remembered.microphoneId,
        audiooutput: remembered.speakerId,
      },
    });
  }

  async open(): Promise<void> {
    this.closed = false;
    this.unwatch = this.port.watch(() => void this.devicesChanged());
    const { camera, microphone } = this.store.getSnapshot();
    if (camera.wanted && microphone.wanted) await this.openBoth();
    else await Promise.all([this.openSide('camera'), this.openSide('microphone')]);
    await this.refreshDevices();
  }

  /** Lets go of the devices: the call opens them anew. */
  close(): void {
    this.closed = true;
    this.unwatch();
    this.release('camera');
    this.release('microphone');
  }

  async toggle(side: Side): Promise<void> {
    const { wanted, problem } = this.store.getSnapshot()[side];
    // Pressing the button of a device that failed tries it again.
    if (wanted && problem === null) {
      this.release(side);
      this.patchSide(side, { wanted: false, problem: null, opening: false });
      return;
    }
    this.patchSide(side, { wanted: true, problem: null });
    await this.openSide(side);
    await this.refreshDevices();
  }

  async choose(kind: DeviceKind, deviceId: string): Promise<void> {
    const { chosen } = this.store.getSnapshot();
    this.store.patch({ chosen: { ...chosen, [kind]: deviceId } });
    if (kind === 'audiooutput') return;
    const side = kind === 'videoinput' ? 'camera' : 'microphone';
    this.release(side);
    await this.openSide(side);
  }

  /** Shows what the camera on the other side of the phone sees. */
  async turnCamera(): Promise<void> {
    await this.choose('videoinput', otherSide(this.store.getSnapshot().camera.facesAway));
  }

  choice(): MediaChoice {
    const { camera, microphone, chosen } = this.store.getSnapshot();
    return {
      cameraOn: camera.wanted && camera.problem === null,
      microphoneOn: microphone.wanted && microphone.problem === null,
      cameraId: chosen.videoinput,
      microphoneId: chosen.audioinput,
      speakerId: chosen.audiooutput,
      settings: mediaSettings(loadPreferences()),
    };
  }

  private async openBoth(): Promise<void> {
    const { chosen } = this.store.getSnapshot();
    const turns = { camera: ++this.turn.camera, microphone: ++this.turn.microphone };
    this.patchSide('camera', { opening: true });
    this.patchSide('microphone', { opening: true });
    let stream: MediaStream;
    try {
      stream = await this.port.open({ camera: chosen.videoinput, microphone: chosen.audioinput });
    } catch {
      // The browser does not say which of the two failed: ask for each.
      await Promise.all([this.openSide('camera'), this.openSide('microphone')]);
      return;
    }
    this.take('camera', turns.camera, stream);
    this.take('microphone', turns.microphone, stream);
  }

  private async openSide(side: Side): Promise<void> {
    if (!this.store.getSnapshot()[side].wanted) return;
    const { chosen } = this.store.getSnapshot();
    const turn = ++this.turn[side];
    this.patchSide(side, { opening: true });
    try {
      const want = side === 'camera' ? { camera: chosen.videoinput } : { microphone: chosen.audioinput };
      this.take(side, turn, await this.port.open(want));
    } catch (error) {
      if (turn === this.turn[side]) this.patchSide(side, { stream: null, problem: deviceProblem(error), opening: false });
    }
  }

  private take(side: Side, turn: number, stream: MediaStream): void {
    if (this.closed || turn !== this.turn[side] || !this.store.getSnapshot()[side].wanted) {
      stopTracks(side, stream);
      return;
    }
    const [track] = side === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks();
    this.patchSide(side, { stream, problem: null, opening: false, facesAway: track !== undefined && facesAway(track), deviceId: track?.getSettings().deviceId ?? null });
  }

  private release(side: Side): void {
    this.turn[side]++;
    const { stream } = this.store.getSnapshot()[side];
    if (stream === null) return;
    stopTracks(side, stream);
    this.patchSide(side, { stream: null });
  }

  /** A device was plugged in or a permission given: what failed before may work now. */
  private async devicesChanged(): Promise<void> {
    await this.refreshDevices();
    for (const side of ['camera', 'microphone'] as const) {
      const { wanted, problem, opening } = this.store.getSnapshot()[side];
      if (!this.closed && wanted && problem !== null && !opening) await this.openSide(side);
    }
  }

  private async refreshDevices(): Promise<void> {
    try {
      this.store.patch({ devices: await this.port.list() });
    } catch {
      // No list: the default devices still work.
    }
  }

  private patchSide(side: Side, change: Partial<PreviewSide>): void {
    this.store.patch({ [side]: { ...this.store.getSnapshot()[side], ...change } });
  }
}

function stopTracks(side: Side, stream: MediaStream): void {
  for (const track of side === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks()) track.stop();
}

/** Display names: 1 to 50 characters, as the server counts them. */
export const nameLimit = 50;

export function cleanName(input: string): string | null {
  const name = input.replace(/\s+/g, ' ').trim();
  return name === '' || [...name].length > nameLimit ? null : name;
}
