import type { MachineSample, MachineWatch, WatchMachine } from '../client/machine';
import { noStats, type RoomStats } from '../client/roomStats';
import type { Room } from '../client/room';
import { Store } from './store';

/** How the call does now, as far as the browser can tell. */
export interface VitalSigns {
  readonly stats: RoomStats;
  readonly machine: MachineSample;
}

/** Milliseconds between two looks. */
export const samplePeriod = 2000;

export const noSigns: VitalSigns = { stats: noStats, machine: { busy: null, longestFrameMs: null, pressure: null } };

/** Measures the call, once for all who want to know. */
export class Vitals {
  readonly store = new Store<VitalSigns>(noSigns);
  private timer: ReturnType<typeof setInterval> | undefined;
  private machine: MachineWatch | null = null;
  private asking = false;

  constructor(
    private readonly room: Pick<Room, 'stats'>,
    private readonly watchMachine: WatchMachine,
  ) {}

  open(): void {
    if (this.timer !== undefined) return;
    this.machine = this.watchMachine();
    this.timer = setInterval(() => void this.sample(), samplePeriod);
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.machine?.close();
    this.machine = null;
  }

  private async sample(): Promise<void> {
    // A machine that needs longer than a period to answer is not asked twice at once.
    if (this.asking) return;
    this.asking = true;
    try {
      const stats = await this.room.stats();
      if (this.machine !== null) this.store.set({ stats, machine: this.machine.take() });
    } catch {
      // Between two connections there is nothing to measure.
    } finally {
      this.asking = false;
    }
  }
}
