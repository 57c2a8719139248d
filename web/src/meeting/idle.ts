import { Store } from './store';

export interface IdleState {
  /** Seconds until one leaves by oneself; null while nobody asks. */
  readonly left: number | null;
}

/** Alone for so long, one is asked; and so much later one leaves. Milliseconds. */
export const askAfter = 15 * 60_000;
export const leaveAfter = 2 * 60_000;

/** Somebody who forgot an empty meeting: a dialog asks, and nobody is thrown out unasked. */
export class Idle {
  readonly store = new Store<IdleState>({ left: null });
  private since: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly leave: () => void,
    private readonly enabled: () => boolean,
  ) {}

  /** Whether this person is alone in the meeting. */
  setAlone(alone: boolean): void {
    if (alone === (this.since !== null)) return;
    this.since = alone ? Date.now() : null;
    this.look();
  }

  /** The person is still there. */
  stay(): void {
    if (this.since !== null) this.since = Date.now();
    this.look();
  }

  close(): void {
    this.since = null;
    this.look();
  }

  private look(): void {
    clearTimeout(this.timer);
    if (this.since === null) {
      this.store.patch({ left: null });
      return;
    }
    // By the clock: the timers of a page in the background are late, and those of a machine that slept are later still.
    const passed = Date.now() - this.since;
    if (passed < askAfter || !this.enabled()) {
      this.store.patch({ left: null });
      // Switched off at this moment, it may be switched on later.
      this.timer = setTimeout(() => this.look(), passed < askAfter ? askAfter - passed : 60_000);
      return;
    }
    if (this.store.getSnapshot().left === null) this.since = Date.now() - askAfter;
    const left = Math.ceil((askAfter + leaveAfter - (Date.now() - this.since)) / 1000);
    if (left <= 0) {
      this.close();
      this.leave();
      return;
    }
    this.store.patch({ left });
    this.timer = setTimeout(() => this.look(), 1000);
  }
}
