import type { NetworkPort } from '../client/network';
import type { Room } from '../client/room';
import type { RoomStats } from '../client/roomStats';
import { Store } from './store';

export interface ConnectionState {
  /** Milliseconds since the epoch; null while connected. */
  readonly lostSince: number | null;
  /** Whether the browser has a network at all. */
  readonly online: boolean;
  /** Just asked for: pressing again would change nothing. */
  readonly trying: boolean;
}

/** How long "try now" stays pressed, in milliseconds. */
const pressed = 3000;
/** Samples without a sign of life after which the way is cut; fewer while there is reason for suspicion. */
const patient = 4;
const impatient = 2;
/** For so many samples after the machine slept, or the network changed, there is. */
const suspicious = 5;

/** Finds out that the connection is gone, sooner than the media library where the browser knows, and hurries its return. */
export class Connection {
  readonly store: Store<ConnectionState>;
  private readonly unwatch: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private heartbeat = 0;
  private silent = 0;
  private suspicion = 0;

  constructor(
    private readonly room: Pick<Room, 'reconnect'>,
    network: NetworkPort,
  ) {
    this.store = new Store<ConnectionState>({ lostSince: null, online: network.online(), trying: false });
    this.unwatch = network.watch((event) => {
      if (event === 'online' || event === 'offline') this.store.patch({ online: event === 'online' });
      if (event === 'online' && this.lost()) this.tryNow();
      if (event === 'woken' || event === 'moved' || event === 'online') {
        this.suspicion = suspicious;
        this.silent = 0;
      }
    });
  }

  close(): void {
    this.unwatch();
    clearTimeout(this.timer);
  }

  setLost(lost: boolean): void {
    if (lost === this.lost()) return;
    this.silent = 0;
    this.heartbeat = 0;
    this.store.patch({ lostSince: lost ? Date.now() : null, trying: false });
  }

  tryNow(): void {
    if (this.store.getSnapshot().trying) return;
    this.store.patch({ trying: true });
    this.timer = setTimeout(() => this.store.patch({ trying: false }), pressed);
    this.room.reconnect();
  }

  observe({ route }: RoomStats): void {
    if (this.lost() || route.protocol === null) return;
    const enough = this.suspicion > 0 ? impatient : patient;
    this.suspicion = Math.max(0, this.suspicion - 1);
    this.silent = route.heartbeat === this.heartbeat ? this.silent + 1 : 0;
    this.heartbeat = route.heartbeat;
    if (this.silent < enough) return;
    this.silent = 0;
    this.room.reconnect();
  }

  private lost(): boolean {
    return this.store.getSnapshot().lostSince !== null;
  }
}
