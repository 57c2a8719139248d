import { noDevices, type DeviceLists, type MediaDevicesPort } from '../client/devices';
import type { DeviceKind, MediaChoice } from '../client/room';
import { Store } from './store';

export interface CallDevicesState {
  readonly devices: DeviceLists;
  /** The device in use of each kind; null means the browser's default. */
  readonly active: Readonly<Record<DeviceKind, string | null>>;
}

/** The devices that can be changed during a call. */
export class CallDevices {
  readonly store: Store<CallDevicesState>;
  private unwatch = () => {};

  constructor(private readonly port: MediaDevicesPort) {
    this.store = new Store<CallDevicesState>({
      devices: noDevices,
      active: { audioinput: null, videoinput: null, audiooutput: null },
    });
  }

  open(media: MediaChoice): void {
    this.store.patch({ active: { audioinput: media.microphoneId, videoinput: media.cameraId, audiooutput: media.speakerId } });
    this.unwatch = this.port.watch(() => void this.refresh());
    void this.refresh();
  }

  close(): void {
    this.unwatch();
  }

  setActive(kind: DeviceKind, deviceId: string): void {
    this.store.patch({ active: { ...this.store.getSnapshot().active, [kind]: deviceId } });
  }

  async refresh(): Promise<void> {
    try {
      this.store.patch({ devices: await this.port.list() });
    } catch {
      // The menus stay as they are.
    }
  }
}
