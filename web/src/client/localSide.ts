import { deviceProblem, type MediaDevicesPort } from './devices';
import type { MediaSettings } from './mediaSettings';
import type { DeviceKind } from './room';

export type Side = 'microphone' | 'camera';

/** An effect could not be had; who asked for it has been told. */
export class EffectError extends Error {
  constructor() {
    super('effect');
    this.name = 'EffectError';
  }
}

/** What is heard or seen of a device after noise suppression, a background and the like. */
export interface Prepared {
  readonly track: MediaStreamTrack;
  /** Takes other settings without a new track; false when that needs a new one. */
  update(settings: MediaSettings): boolean;
  /** Ends the preparation, not the device. */
  close(): void;
}

/** Rejects where passing on the device as it is would show what the person wants hidden. */
export type Prepare = (capture: MediaStreamTrack, settings: MediaSettings) => Promise<Prepared>;

/** Passes the device on as it is. */
export const plainPrepare: Prepare = (track) => Promise.resolve({ track, update: () => true, close: () => {} });

/** Where the tracks go. */
export interface TrackSink {
  /** Sends a track in place of the one before, heard or seen when `on`. The publication stays the same one where there is one. */
  send(side: Side, track: MediaStreamTrack, settings: MediaSettings, on: boolean): Promise<void>;
  /** Keeps the publication and stops being heard or seen. */
  mute(side: Side): Promise<void>;
  state(side: Side): 'none' | 'muted' | 'sent';
}

export interface SideEvents {
  /** The device went away by itself; null when no other one could take over. */
  lost(kind: DeviceKind, deviceId: string | null): void;
  /** The device as it is before anything is done to it, or null now that it is closed. */
  opened(side: Side, capture: MediaStreamTrack | null): void;
}

/** Whether a change of settings needs the device to be opened anew. */
function reopens(side: Side, before: MediaSettings, now: MediaSettings): boolean {
  if (side === 'camera') return before.height !== now.height || before.frameRate !== now.frameRate;
  return before.noise !== now.noise || before.autoGain !== now.autoGain || before.music !== now.music;
}

/**
 * One's own microphone, or camera: opened when it is wanted, exchanged without an interruption, replaced when it is lost.
 * What is asked of it happens one after the other, so that there are never two of it.
 */
export class LocalSide {
  private queue: Promise<unknown> = Promise.resolve();
  private capture: MediaStreamTrack | null = null;
  private prepared: Prepared | null = null;
  private on = false;
  private closed = false;
  private readonly kind: DeviceKind;

  constructor(
    private readonly side: Side,
    private readonly port: MediaDevicesPort,
    private readonly prepare: Prepare,
    private readonly sink: TrackSink,
    private readonly events: SideEvents,
    private settings: MediaSettings,
    private chosen: string | null,
  ) {
    this.kind = side === 'camera' ? 'videoinput' : 'audioinput';
  }

  set(on: boolean): Promise<void> {
    return this.run(async () => {
      if (on) await this.turnOn();
      else await this.turnOff();
    });
  }

  /** Takes a device that was opened together with the other side. */
  adopt(capture: MediaStreamTrack): Promise<void> {
    return this.run(async () => {
      this.on = true;
      await this.exchange(capture);
    });
  }

  /** Answers which device it is, once there is one. */
  use(deviceId: string): Promise<string> {
    return this.run(async () => {
      this.chosen = deviceId;
      if (this.capture !== null && this.deviceId() !== deviceId) await this.reopen();
      return this.deviceId() ?? deviceId;
    });
  }

  apply(settings: MediaSettings): Promise<void> {
    return this.run(async () => {
      const before = this.settings;
      this.settings = settings;
      if (this.capture === null || this.prepared === null) return;
      if (reopens(this.side, before, settings)) await this.reopen();
      else if (!this.prepared.update(settings)) await this.exchange(this.capture);
    });
  }

  /** Sends again what should be sent: after a reconnection, which may have missed an exchange. */
  resend(): Promise<void> {
    return this.run(async () => {
      if (this.on && this.prepared !== null) await this.sink.send(this.side, this.prepared.track, this.settings, true);
    });
  }

  /** What is sent was ended or muted, perhaps by somebody else; by the time it is our turn it may be sent again. */
  stopped(): Promise<void> {
    return this.run(() => {
      const state = this.sink.state(this.side);
      if (state !== 'sent') {
        this.on = false;
        if (state === 'none' || this.side === 'camera') this.release();
      }
      return Promise.resolve();
    });
  }

  close(): Promise<void> {
    this.closed = true;
    return this.run(() => {
      this.on = false;
      this.release();
      return Promise.resolve();
    });
  }

  private async turnOn(): Promise<void> {
    if (this.closed) return;
    this.on = true;
    try {
      if (this.capture === null || this.prepared === null || this.capture.readyState === 'ended') await this.exchange(await this.open());
      else await this.sink.send(this.side, this.prepared.track, this.settings, true);
    } catch (error) {
      await this.giveUp();
      throw error;
    }
  }

  private async turnOff(): Promise<void> {
    if (!this.on) return;
    this.on = false;
    await this.sink.mute(this.side);
    // A camera that is off must not be lit. A microphone stays open: a headset would switch its mode with each mute.
    if (this.side === 'camera') this.release();
  }

  /** Opens the device anew, or another one, while the one before still goes on. */
  private async reopen(): Promise<void> {
    let fresh: MediaStreamTrack;
    try {
      fresh = await this.open();
    } catch (error) {
      // Some phones have one camera at a time: then let go first.
      if (deviceProblem(error) !== 'in-use') throw error;
      this.letGo(this.capture);
      fresh = await this.open();
    }
    await this.exchange(fresh);
  }

  private async open(): Promise<MediaStreamTrack> {
    const stream = await this.port.open({ [this.side]: this.chosen }, this.settings);
    const [track] = this.side === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks();
    if (track === undefined) throw new Error('no track');
    return track;
  }

  /** Sends a device, prepared anew, in place of what was sent; lets go of that afterwards. */
  private async exchange(capture: MediaStreamTrack): Promise<void> {
    if (this.closed) {
      capture.stop();
      return;
    }
    const before = { capture: this.capture, prepared: this.prepared };
    const isNew = capture !== before.capture;
    // Before anybody else listens: who publishes takes the end of a track for the end of what is published.
    if (isNew) capture.addEventListener('ended', this.onEnded);
    let prepared: Prepared;
    try {
      prepared = await this.prepare(capture, this.settings);
    } catch (error) {
      // What is sent goes on as it was. A person who wanted another background is not shown without it.
      if (isNew) this.letGo(capture);
      throw error;
    }
    if (isNew) this.detach(before.capture);
    this.capture = capture;
    this.prepared = prepared;
    if (isNew) this.events.opened(this.side, capture);
    try {
      await this.sink.send(this.side, prepared.track, this.settings, this.on);
    } finally {
      before.prepared?.close();
      if (isNew) before.capture?.stop();
    }
  }

  private readonly onEnded = (event: Event) => {
    event.stopImmediatePropagation();
    // `run` sees that the device has ended.
    void this.run(() => Promise.resolve());
  };

  /** The device was unplugged, or the system took it: another one goes on. */
  private async recover(): Promise<void> {
    for (let tries = 0; tries < 3 && this.capture?.readyState === 'ended'; tries++) {
      try {
        await this.exchange(await this.open());
      } catch {
        break;
      }
    }
    if (this.capture?.readyState === 'live') {
      this.events.lost(this.kind, this.deviceId());
      return;
    }
    await this.giveUp();
    this.events.lost(this.kind, null);
  }

  private async giveUp(): Promise<void> {
    this.on = false;
    if (this.sink.state(this.side) === 'sent') await this.sink.mute(this.side).catch(() => {});
    this.release();
  }

  private deviceId(): string | null {
    return this.capture?.getSettings().deviceId ?? null;
  }

  private letGo(capture: MediaStreamTrack | null): void {
    this.detach(capture);
    capture?.stop();
  }

  private detach(capture: MediaStreamTrack | null): void {
    capture?.removeEventListener('ended', this.onEnded);
  }

  private release(): void {
    this.prepared?.close();
    if (this.capture !== null) this.events.opened(this.side, null);
    this.letGo(this.capture);
    this.capture = null;
    this.prepared = null;
  }

  private run<T>(act: () => Promise<T>): Promise<T> {
    const done = this.queue.then(async () => {
      try {
        return await act();
      } finally {
        if (this.capture?.readyState === 'ended') await this.recover();
      }
    });
    this.queue = done.catch(() => {});
    return done;
  }
}
