/** How the machine coped since the sample before. Null where the browser does not say. */
export interface MachineSample {
  /** Share of the time that the page was busy without a break of 50 ms, 0 to 1. */
  readonly busy: number | null;
  /** The longest time between two pictures of the page, in milliseconds; null while nobody looks at it. */
  readonly longestFrameMs: number | null;
  /** What the operating system says of the processor (Compute Pressure). */
  readonly pressure: Pressure | null;
}

export type Pressure = 'nominal' | 'fair' | 'serious' | 'critical';

/** Watches over the machine until it is closed. */
export interface MachineWatch {
  take(): MachineSample;
  close(): void;
}

export type WatchMachine = () => MachineWatch;

/** Not in the browser's types yet. */
interface PressureObserverLike {
  observe(source: 'cpu', options?: { sampleInterval: number }): Promise<void>;
  disconnect(): void;
}
type PressureObserverMaker = new (callback: (records: readonly { readonly state: Pressure }[]) => void) => PressureObserverLike;

/** Pictures of the page that are timed after each sample: enough to notice stutter, and for most of the time nothing runs. */
const timedFrames = 20;

export const browserMachine: WatchMachine = () => {
  let since = performance.now();
  let busyMs = 0;
  let longestFrameMs: number | null = null;
  let pressure: Pressure | null = null;
  let frame = 0;
  let closed = false;

  const longTasks = PerformanceObserver.supportedEntryTypes.includes('longtask')
    ? new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) busyMs += entry.duration;
      })
    : null;
  longTasks?.observe({ entryTypes: ['longtask'] });

  const Pressures = (globalThis as { PressureObserver?: PressureObserverMaker }).PressureObserver;
  const pressures = Pressures === undefined ? null : new Pressures((records) => (pressure = records.at(-1)?.state ?? pressure));
  // Refused by a policy of the page around this one, or by the system: then it is not known.
  pressures?.observe('cpu', { sampleInterval: 2000 }).catch(() => {});

  function timeFrames() {
    cancelAnimationFrame(frame);
    let last = 0;
    let left = timedFrames;
    const next = (now: number) => {
      // A page that nobody sees is not drawn: that gap says nothing.
      if (last > 0 && !document.hidden) longestFrameMs = Math.max(longestFrameMs ?? 0, now - last);
      last = document.hidden ? 0 : now;
      if (--left > 0 && !closed) frame = requestAnimationFrame(next);
    };
    frame = requestAnimationFrame(next);
  }
  timeFrames();

  return {
    take() {
      const now = performance.now();
      const elapsed = now - since;
      const sample = { busy: longTasks === null || elapsed <= 0 ? null : Math.min(1, busyMs / elapsed), longestFrameMs, pressure };
      since = now;
      busyMs = 0;
      longestFrameMs = null;
      timeFrames();
      return sample;
    },
    close() {
      closed = true;
      cancelAnimationFrame(frame);
      longTasks?.disconnect();
      pressures?.disconnect();
    },
  };
};
