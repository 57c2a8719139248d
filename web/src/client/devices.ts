import type { DeviceKind } from './room';

/** Why a camera or a microphone cannot be used, in the words of the help that follows. */
export type DeviceProblem = 'blocked' | 'missing' | 'in-use' | 'insecure' | 'failed';

export interface Device {
  readonly id: string;
  /** Empty until the person has allowed the use of devices. */
  readonly label: string;
}

export type DeviceLists = Readonly<Record<DeviceKind, readonly Device[]>>;

export const noDevices: DeviceLists = { audioinput: [], videoinput: [], audiooutput: [] };

/** The browser's devices as the pre-join screen and the call need them. */
export interface MediaDevicesPort {
  list(): Promise<DeviceLists>;
  /** Rejects with a `DeviceError`. Both kinds at once ask the person one question instead of two. */
  open(want: { camera?: string | null; microphone?: string | null }): Promise<MediaStream>;
  /** Calls back when a device was plugged in or out, or when a permission changed. */
  watch(changed: () => void): () => void;
}

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

/** Whether this browser lets a page choose the loudspeaker. */
export const canChooseSpeaker = typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;

export const canShareScreen =
  typeof navigator !== 'undefined' && navigator.mediaDevices !== undefined && 'getDisplayMedia' in navigator.mediaDevices;

export const browserDevices: MediaDevicesPort = {
  async list() {
    // Outside https and localhost browsers hide the whole interface.
    if (!navigator.mediaDevices) return noDevices;
    const lists: Record<DeviceKind, Device[]> = { audioinput: [], videoinput: [], audiooutput: [] };
    for (const { kind, deviceId, label } of await navigator.mediaDevices.enumerateDevices()) {
      if (deviceId !== '') lists[kind].push({ id: deviceId, label });
    }
    return lists;
  },

  async open(want) {
    if (!navigator.mediaDevices) throw new DeviceError('insecure');
    const constraints: MediaStreamConstraints = {
      video: want.camera === undefined ? false : { width: { ideal: 1280 }, height: { ideal: 720 }, ...wish(want.camera) },
      audio: want.microphone === undefined ? false : { ...wish(want.microphone) },
    };
    try {
      return await navigator.mediaDevices.getUserMedia(constraints);
    } catch (error) {
      throw new DeviceError(deviceProblem(error));
    }
  },

  watch(changed) {
    if (!navigator.mediaDevices) return () => {};
    const watched: PermissionStatus[] = [];
    let stopped = false;
    navigator.mediaDevices.addEventListener('devicechange', changed);
    for (const name of ['camera', 'microphone']) {
      // Firefox and Safari do not know these permission names everywhere; then only devicechange tells.
      navigator.permissions
        ?.query({ name: name as PermissionName })
        .then((status) => {
          if (stopped) return;
          status.addEventListener('change', changed);
          watched.push(status);
        })
        .catch(() => {});
    }
    return () => {
      stopped = true;
      navigator.mediaDevices.removeEventListener('devicechange', changed);
      for (const status of watched) status.removeEventListener('change', changed);
    };
  },
};

/** "ideal": a device that was unplugged since last time gives way to another instead of failing. */
function wish(deviceId: string | null): MediaTrackConstraints {
  return deviceId === null ? {} : { deviceId: { ideal: deviceId } };
}
