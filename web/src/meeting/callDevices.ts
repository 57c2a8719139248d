import { noDevices, type DeviceLists, type MediaDevicesPort } from '../client/devices';
import { savePreferences } from '../client/preferences';
import type { DeviceKind, MediaChoice, Room } from '../client/room';
import { arrivalOf, deviceKinds, isReal, type Arrival } from './arrivals';
import type { Notices } from './notices';
import { Store } from './store';

export interface CallDevicesState {
  readonly devices: DeviceLists;
  /** The device in use of each kind; null means the browser's default. */
  readonly active: Readonly<Record<DeviceKind, string | null>>;
}

/** Milliseconds in which the parts of a headset come and go one after the other. */
const settleFor = 700;
/** Milliseconds for which a device that was plugged in is offered. */
const offeredFor = 15_000;

const remembered = { audioinput: 'microphoneId', videoinput: 'cameraId', audiooutput: 'speakerId' } as const;

/** The devices of a call: what there is, what is in use, and what happens when one is plugged in or out. */
export class CallDevices {
  readonly store: Store<CallDevicesState>;
  /** What the person wants of each kind, whether it is there or not. */
  private wanted: Record<DeviceKind, string | null> = { audioinput: null, videoinput: null, audiooutput: null };
  /** Kinds of which the wanted device went away, and another one goes on. */
  private readonly away = new Set<DeviceKind>();
  /** Kinds of which nothing was left: they are off, and come on again only when the person says so. */
  private readonly gone = new Set<DeviceKind>();
  /** What was there when it was looked at last. */
  private settled: DeviceLists = noDevices;
  private settling: ReturnType<typeof setTimeout> | undefined;
  /** Whether what comes to light at the next look was plugged in, as far as one knows. */
  private isNews = false;
  private unwatch = () => {};
  private closed = false;

  constructor(
    private readonly port: MediaDevicesPort,
    private readonly room: Pick<Room, 'useDevice'>,
    private readonly notices: Pick<Notices, 'show' | 'dismissKind'>,
    private readonly switchOn: (kind: DeviceKind) => void,
  ) {
    this.store = new Store<CallDevicesState>({ devices: noDevices, active: this.wanted });
  }

  open({ microphoneId, cameraId, speakerId }: MediaChoice): void {
    this.wanted = { audioinput: microphoneId, videoinput: cameraId, audiooutput: speakerId };
    this.store.patch({ active: this.wanted });
    this.unwatch = this.port.watch((what) => (what === 'devices' ? void this.changed() : void this.refresh()));
    void this.refresh();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.settling);
    this.unwatch();
  }

  /** The person chooses a device, for this call and the next ones. */
  async use(kind: DeviceKind, deviceId: string): Promise<void> {
    this.notices.dismissKind('device-found');
    if (!(await this.take(kind, deviceId))) {
      this.notices.show('device-failed');
      return;
    }
    this.wanted = { ...this.wanted, [kind]: deviceId };
    // Which way a phone's camera looks is for the moment.
    if (!deviceId.startsWith('facing:')) savePreferences({ [remembered[kind]]: deviceId });
  }

  /** A device was lost and the room fell back on another one by itself; null when there is none. */
  lost(kind: DeviceKind, deviceId: string | null): void {
    this.setActive(kind, deviceId);
    if (deviceId === null) this.gone.add(kind);
    if (isReal(this.wanted[kind])) this.away.add(kind);
    this.notices.show(deviceId === null ? `${kind}-gone` : `${kind}-lost`);
  }

  /** Reads what there is. What a permission uncovers was there before: it is no news. */
  async refresh(): Promise<void> {
    this.isNews = false;
    await this.read();
    if (this.settling === undefined) this.settle();
  }

  /** Something was plugged in or out: the menus know at once, the person when it is clear what it was. */
  private async changed(): Promise<void> {
    if (this.settling === undefined) this.isNews = true;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.settling = undefined;
      void this.read().then(() => this.settle());
    }, settleFor);
    await this.read();
  }

  private async read(): Promise<void> {
    try {
      this.store.patch({ devices: await this.port.list() });
    } catch {
      // The menus stay as they are.
    }
  }

  private settle(): void {
    if (this.closed) return;
    const { devices, active } = this.store.getSnapshot();
    const before = this.settled;
    this.settled = devices;
    const there = (kind: DeviceKind, id: string) => devices[kind].some((one) => one.id === id);
    for (const kind of deviceKinds) {
      const wanted = this.wanted[kind];
      // An empty list is one that the browser does not show.
      if (isReal(wanted) && devices[kind].length > 0 && !there(kind, wanted)) this.away.add(kind);
    }
    const speaker = active.audiooutput;
    if (isReal(speaker) && before.audiooutput.some((one) => one.id === speaker) && !there('audiooutput', speaker)) void this.changeSpeaker(devices);
    if (!this.isNews) return;
    this.isNews = false;
    const arrival = arrivalOf(before, devices);
    const back = deviceKinds.filter((kind) => this.away.has(kind) && !this.gone.has(kind) && there(kind, this.wanted[kind] ?? ''));
    if (back.length > 0) void this.takeAgain(back);
    else if (arrival !== null) this.offer(arrival);
    else this.notices.dismissKind('device-found');
  }

  /** Others would not be heard any more. */
  private async changeSpeaker({ audiooutput }: DeviceLists): Promise<void> {
    const [next] = audiooutput;
    this.lost('audiooutput', next !== undefined && (await this.take('audiooutput', next.id)) ? next.id : null);
    this.gone.delete('audiooutput');
  }

  private async takeAgain(kinds: readonly DeviceKind[]): Promise<void> {
    let label = '';
    for (const kind of kinds) {
      const id = this.wanted[kind] ?? '';
      if (await this.take(kind, id)) label ||= this.store.getSnapshot().devices[kind].find((one) => one.id === id)?.label ?? '';
    }
    if (label !== '') this.notices.show('device-returned', label);
  }

  private offer({ label, devices }: Arrival): void {
    const off = devices.filter(({ kind }) => this.gone.delete(kind)).map(({ kind }) => kind);
    this.notices.dismissKind('device-found');
    const accept = async () => {
      for (const { kind, id } of devices) await this.use(kind, id);
      for (const kind of off) this.switchOn(kind);
    };
    this.notices.show('device-found', label, { shownFor: offeredFor, actions: [{ id: 'use', run: () => void accept() }] });
  }

  private async take(kind: DeviceKind, deviceId: string): Promise<boolean> {
    try {
      this.setActive(kind, await this.room.useDevice(kind, deviceId));
    } catch {
      return false;
    }
    this.away.delete(kind);
    this.gone.delete(kind);
    return true;
  }

  private setActive(kind: DeviceKind, deviceId: string | null): void {
    this.store.patch({ active: { ...this.store.getSnapshot().active, [kind]: deviceId } });
  }
}
