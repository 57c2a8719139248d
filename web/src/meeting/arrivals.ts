import type { Device, DeviceLists } from '../client/devices';
import type { DeviceKind } from '../client/room';

export const deviceKinds = ['audioinput', 'audiooutput', 'videoinput'] as const satisfies readonly DeviceKind[];

/** What was plugged in, or came near, in one go: a headset is a microphone and a loudspeaker. */
export interface Arrival {
  readonly label: string;
  /** What it is good for, and by which device. */
  readonly devices: readonly { readonly kind: DeviceKind; readonly id: string }[];
}

/** Chromium lists the system's choice as devices of their own; they neither come nor go. */
export const isReal = (id: string | null): id is string => id !== null && id !== '' && id !== 'default' && id !== 'communications' && !id.startsWith('facing:');

/** What is worth an offer of what was not there before; null when nothing is. */
export function arrivalOf(before: DeviceLists, now: DeviceLists): Arrival | null {
  const fresh = (kind: DeviceKind) => now[kind].filter(({ id }) => isReal(id) && !before[kind].some((one) => one.id === id));
  const microphone = only(fresh('audioinput'));
  const speakers = fresh('audiooutput');
  // A headset may bring two loudspeakers, one for music and one that works together with its microphone.
  const speaker = only(speakers) ?? only(speakers.filter(({ group }) => group !== undefined && group !== '' && group === microphone?.group));
  const camera = only(fresh('videoinput'));
  // Who plugs in a webcam wants to be seen; its microphone is rarely the better one.
  const found = { videoinput: camera, audioinput: camera !== undefined && speaker === undefined ? undefined : microphone, audiooutput: speaker };
  const devices = deviceKinds.flatMap((kind) => (found[kind] === undefined ? [] : [{ kind, id: found[kind].id }]));
  const label = [found.videoinput, found.audioinput, found.audiooutput].find((device) => device !== undefined && device.label !== '')?.label ?? '';
  return devices.length === 0 || label === '' ? null : { label, devices };
}

/** Several at once are a docking station, or a permission that was given: nobody knows which one is meant. */
function only(devices: readonly Device[]): Device | undefined {
  return devices.length === 1 ? devices[0] : undefined;
}
