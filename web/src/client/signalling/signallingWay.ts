/** Over what the call's signalling goes, and why not over a WebSocket. */
export interface SignallingWay {
  readonly transport: 'websocket' | 'http';
  /**
   * `blocked`: the upgrade was refused, or answered with something else. `silent`: nothing came over it. `cut`: it was cut again and
   * again. Null over a WebSocket.
   */
  readonly reason: FallbackReason | null;
}

export type FallbackReason = 'blocked' | 'silent' | 'cut';

/** So many cuts within this time, in milliseconds, are a proxy's and no accident. */
const cuts = 3;
const within = 5 * 60_000;

/** Remembers what worked, for as long as the page lives and stays on its network. */
export class SignallingMemory {
  private way: SignallingWay | null = null;
  private reason: FallbackReason | null = null;
  private worked = false;
  private cutAt: number[] = [];

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The way that is used, or was last; null before the first. */
  current(): SignallingWay | null {
    return this.way;
  }

  /** Why the next connection is to go over HTTP at once; null when a WebSocket is to be tried. */
  fallback(): FallbackReason | null {
    return this.reason;
  }

  used(way: SignallingWay): void {
    this.way = way;
    this.worked ||= way.transport === 'websocket';
    // Where a WebSocket has worked, one that is refused or silent is an accident: a server that starts has been found in between.
    this.reason = this.worked && way.reason !== 'cut' ? null : way.reason;
  }

  /** A WebSocket that had worked ended without a word. */
  cut(): void {
    const now = this.now();
    this.cutAt = [...this.cutAt.filter((at) => now - at < within), now];
    if (this.cutAt.length >= cuts) this.reason = 'cut';
  }

  /** The network is another: what was learnt of the last one says nothing of this one. */
  forget(): void {
    this.reason = null;
    this.worked = false;
    this.cutAt = [];
  }
}
