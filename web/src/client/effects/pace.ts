/** How much is done for each picture; every level is cheaper than the one before. */
export const levels = [
  { every: 1, scale: 1 },
  { every: 2, scale: 1 },
  { every: 2, scale: 0.5 },
  { every: 3, scale: 0.5 },
] as const;

export type PaceVerdict = 'go-on' | 'cheaper' | 'give-up';

/** Pictures over which it is judged, and the milliseconds of work that leave 20 of them a second. */
const window = 40;
const most = 42;

/**
 * Watches what an effect costs: gives up its fineness before the frame rate, and gives up altogether where even the
 * cheapest level is too slow.
 */
export class Pace {
  private level = 0;
  private count = 0;
  private sum = 0;

  get current(): (typeof levels)[number] {
    return levels[this.level] ?? levels[0];
  }

  /** The next cheaper level; false when there is none. */
  private reduce(): boolean {
    this.count = 0;
    this.sum = 0;
    if (this.level >= levels.length - 1) return false;
    this.level++;
    return true;
  }

  worked(milliseconds: number): PaceVerdict {
    // A page that was asleep is not a slow machine.
    if (milliseconds > 2000) return 'go-on';
    this.sum += milliseconds;
    if (++this.count < window) return 'go-on';
    const mean = this.sum / this.count;
    this.count = 0;
    this.sum = 0;
    if (mean <= most) return 'go-on';
    return this.reduce() ? 'cheaper' : 'give-up';
  }
}
