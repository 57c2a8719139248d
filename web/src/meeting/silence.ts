/** Milliseconds without any sound, added up, after which a microphone is taken for dead. */
export const silentAfter = 10_000;

/** A microphone that works always hears something, be it only the room. */
export class SilenceWatch {
  private silent = 0;
  private last: number | null = null;
  private heard = false;

  /** Answers whether the microphone seems to be dead. Pauses of the page itself do not count. */
  sample(level: number, now: number): boolean {
    const step = this.last === null ? 0 : Math.min(250, Math.max(0, now - this.last));
    this.last = now;
    if (level > 0) this.heard = true;
    if (!this.heard) this.silent += step;
    return !this.heard && this.silent >= silentAfter;
  }
}
