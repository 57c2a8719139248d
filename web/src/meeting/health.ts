import type { MachineWatch, WatchMachine } from '../client/machine';
import type { MediaSettings } from '../client/mediaSettings';
import type { NetworkPort } from '../client/network';
import type { Bandwidth } from '../client/preferences';
import type { Participant, Room } from '../client/room';
import { AudioWatch } from './audioWatch';
import { Connection } from './connection';
import { Links } from './links';
import { Load } from './load';
import { OwnLine } from './ownLine';
import { ReducibleMedia } from './ownMedia';
import type { ReceiveLimits } from './receive';
import type { Store } from './store';
import { Vitals } from './vitals';

/** What is around the call: the machine, the network, and what the person wants of both. */
export interface Surroundings {
  readonly machine: WatchMachine;
  readonly network: NetworkPort;
  readonly bandwidth: Bandwidth;
  /** In device pixels. */
  readonly tallestPicture?: number;
}

const idle: MachineWatch = { take: () => ({ busy: null, longestFrameMs: null, pressure: null }), close: () => {} };

/** A machine and a network that never give trouble. */
export const calm: Surroundings = { machine: () => idle, network: { online: () => true, watch: () => () => {} }, bandwidth: 'full' };

/** Looks after a call: measures it every two seconds, and does something about what it finds. */
export class Health {
  readonly vitals: Vitals;
  readonly connection: Connection;
  readonly links = new Links();
  /** What is to be said of one's own connection. */
  readonly line = new OwnLine();
  readonly load: Load;
  readonly media: ReducibleMedia;
  private readonly sounds: AudioWatch;
  private readonly unwatch: () => void;

  constructor(
    room: Room,
    limits: Store<ReceiveLimits>,
    around: Surroundings,
    private readonly people: () => readonly Participant[],
    tell: { readonly noSound: (name: string) => void; readonly mediaFailed: () => void },
  ) {
    this.vitals = new Vitals(room, around.machine);
    this.connection = new Connection(room, around.network);
    this.media = new ReducibleMedia(room, tell.mediaFailed);
    this.load = new Load(limits, this.media, around.bandwidth, around.tallestPicture);
    this.sounds = new AudioWatch(room, tell.noSound);
    this.unwatch = this.vitals.store.subscribe(() => this.observe());
  }

  /** The room is entered. */
  begin(settings: MediaSettings): void {
    this.media.begin(settings);
    this.load.begin();
  }

  connected(): void {
    this.connection.setLost(false);
    this.vitals.open();
  }

  lost(): void {
    this.connection.setLost(true);
    // What is measured now says nothing about what comes after.
    this.vitals.close();
    this.line.reset();
  }

  close(): void {
    this.vitals.close();
    this.connection.close();
    this.unwatch();
  }

  private observe(): void {
    const signs = this.vitals.store.getSnapshot();
    const people = this.people();
    this.connection.observe(signs.stats);
    this.links.observe(signs.stats, people);
    const links = this.links.store.getSnapshot();
    this.line.observe(signs, people, (identity) => links.get(identity)?.cause ?? null);
    this.sounds.observe(signs.stats, people);
    this.load.observe(signs, people.filter((one) => !one.isLocal && one.cameraOn).length, performance.now());
  }
}
