import { cameraConstraints, microphoneConstraints } from './constraints';
import { plainSettings, type MediaSettings } from './mediaSettings';
import type { DeviceKind } from './room';

/** Why a camera or a microphone cannot be used, in the words of the help that follows. */
export type DeviceProblem = 'blocked' | 'system' | 'missing' | 'in-use' | 'insecure' | 'failed';

export interface Device {
  readonly id: string;
  /** Empty until the person has allowed the use of devices. */
  readonly label: string;
  /** The same for the microphone and the loudspeaker of one headset. */
  readonly group?: string;
}

export type DeviceLists = Readonly<Record<DeviceKind, readonly Device[]>>;

export const noDevices: DeviceLists = { audioinput: [], videoinput: [], audiooutput: [] };

/** Null stands for whichever device the browser takes; `facing:user` and `facing:environment` for a phone's cameras. */
export interface DeviceWish {
  readonly camera?: string | null;
  readonly microphone?: string | null;
}

/** The browser's devices as the pre-join screen and the call need them. */
export interface MediaDevicesPort {
  list(): Promise<DeviceLists>;
  /**
   * Rejects with a `DeviceError`. Both kinds at once ask the person one question instead of two. A device that is not there
   * (any more) gives way to another.
   */
  open(want: DeviceWish, settings?: MediaSettings): Promise<MediaStream>;
  /** Calls back when a device was plugged in or out, or when a permission changed. */
  watch(changed: (what: DeviceChange) => void): () => void;
}

export type DeviceChange = 'devices' | 'permission';

export class DeviceError extends Error {
  constructor(readonly problem: DeviceProblem) {
    super(problem);
    this.name = 'DeviceError';
  }
}

/** Sorts the browser's exceptions (Media Capture and Streams, section 10.2) into what a person can do about them. */
export function deviceProblem(error: unknown): DeviceProblem {
  if (error instanceof DeviceError) return error.problem;
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
      // What Chromium says when the browser may and the system may not.
      return error instanceof Error && /by system/i.test(error.message) ? 'system' : 'blocked';
    case 'SecurityError':
      return 'blocked';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    default:
      return 'failed';
  }
}

/** Whether a camera looks away from whoever holds it (Media Capture and Streams, `VideoFacingModeEnum`). */
export function facesAway(camera: MediaStreamTrack): boolean {
  return camera.getSettings().facingMode === 'environment';
}

/** A wish for the camera on the other side of a phone. */
export const otherSide = (away: boolean) => (away ? 'facing:user' : 'facing:environment');

/** Whether this browser lets a page choose the loudspeaker. */
export const canChooseSpeaker = typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;

export const canShareScreen =
  typeof navigator !== 'undefined' && navigator.mediaDevices !== undefined && 'getDisplayMedia' in navigator.mediaDevices;

export const browserDevices: MediaDevicesPort = {
  async list() {
    // Outside https and localhost browsers hide the whole interface.
    if (!navigator.mediaDevices) return noDevices;
    const lists: Record<DeviceKind, Device[]> = { audioinput: [], videoinput: [], audiooutput: [] };
    for (const { kind, deviceId, label, groupId } of await navigator.mediaDevices.enumerateDevices()) {
      if (deviceId !== '') lists[kind].push({ id: deviceId, label, group: groupId });
    }
    return lists;
  },

  async open(want, settings = plainSettings) {
    if (!navigator.mediaDevices) throw new DeviceError('insecure');
    const ask = (which: typeof exactly) =>
      navigator.mediaDevices.getUserMedia({
        video: want.camera === undefined ? false : { ...cameraConstraints(settings), ...which(want.camera) },
        audio: want.microphone === undefined ? false : { ...microphoneConstraints(settings), ...which(want.microphone) },
      });
    try {
      return await ask(exactly);
    } catch (error) {
      if (deviceProblem(error) !== 'missing') throw new DeviceError(deviceProblem(error));
    }
    try {
      return await ask(perhaps);
    } catch (error) {
      throw new DeviceError(deviceProblem(error));
    }
  },

  watch(changed) {
    if (!navigator.mediaDevices) return () => {};
    const watched: PermissionStatus[] = [];
    let stopped = false;
    const onDevices = () => changed('devices');
    const onPermission = () => changed('permission');
    navigator.mediaDevices.addEventListener('devicechange', onDevices);
    for (const name of ['camera', 'microphone']) {
      // Firefox and Safari do not know these permission names everywhere; then only devicechange tells.
      navigator.permissions
        ?.query({ name: name as PermissionName })
        .then((status) => {
          if (stopped) return;
          status.addEventListener('change', onPermission);
          watched.push(status);
        })
        .catch(() => {});
    }
    return () => {
      stopped = true;
      navigator.mediaDevices.removeEventListener('devicechange', onDevices);
      for (const status of watched) status.removeEventListener('change', onPermission);
    };
  },
};

function exactly(deviceId: string | null): MediaTrackConstraints {
  if (deviceId === null) return {};
  const facing = deviceId.startsWith('facing:') ? deviceId.slice('facing:'.length) : null;
  return facing === null ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: facing } };
}

/** A device that was unplugged since last time gives way to another instead of failing. */
function perhaps(deviceId: string | null): MediaTrackConstraints {
  return deviceId === null || deviceId.startsWith('facing:') ? exactly(deviceId) : { deviceId: { ideal: deviceId } };
}
