import type { MediaDevicesPort } from './devices';
import { LocalSide, type Prepare, type Side, type SideEvents, type TrackSink } from './localSide';
import type { MediaSettings } from './mediaSettings';
import type { MediaChoice } from './room';

export interface LocalMediaParts {
  readonly port: MediaDevicesPort;
  readonly sink: TrackSink;
  readonly prepare: Readonly<Record<Side, Prepare>>;
  readonly events: SideEvents;
}

/** One's own microphone and camera during a call. */
export class LocalMedia {
  readonly microphone: LocalSide;
  readonly camera: LocalSide;

  constructor(
    private readonly parts: LocalMediaParts,
    private readonly choice: MediaChoice,
  ) {
    const { port, sink, prepare, events } = parts;
    this.microphone = new LocalSide('microphone', port, prepare.microphone, sink, events, choice.settings, choice.microphoneId);
    this.camera = new LocalSide('camera', port, prepare.camera, sink, events, choice.settings, choice.cameraId);
  }

  /** Opens what was chosen before entering, with one question to the person instead of two; null when that fails. */
  async open(): Promise<MediaStream | null> {
    const { microphoneOn, cameraOn, microphoneId, cameraId, settings } = this.choice;
    if (!microphoneOn || !cameraOn) return null;
    try {
      return await this.parts.port.open({ camera: cameraId, microphone: microphoneId }, settings);
    } catch {
      // One of the two failed; `start` asks for each.
      return null;
    }
  }

  /** Sends what was chosen before entering, but for the microphone of whoever enters `silently`. With none of it people still see, hear and write. */
  async start(opened: MediaStream | null, silently = false): Promise<void> {
    const { cameraOn } = this.choice;
    const microphoneOn = this.choice.microphoneOn && !silently;
    if (silently) for (const track of opened?.getAudioTracks() ?? []) track.stop();
    const one = (side: LocalSide, on: boolean, track: MediaStreamTrack | undefined) => (!on ? Promise.resolve() : track === undefined ? side.set(true) : side.adopt(track));
    await Promise.allSettled([one(this.microphone, microphoneOn, opened?.getAudioTracks()[0]), one(this.camera, cameraOn, opened?.getVideoTracks()[0])]);
  }

  side(which: Side): LocalSide {
    return which === 'camera' ? this.camera : this.microphone;
  }

  async apply(settings: MediaSettings): Promise<void> {
    await Promise.all([this.microphone.apply(settings), this.camera.apply(settings)]);
  }

  async resend(): Promise<void> {
    await Promise.allSettled([this.microphone.resend(), this.camera.resend()]);
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.microphone.close(), this.camera.close()]);
  }
}
