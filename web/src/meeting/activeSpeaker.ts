/** A word in between makes nobody the speaker: one has to go on for so long, in milliseconds. */
const takesOver = 1200;
/** Whoever took over keeps the place for at least so long. */
const keeps = 2500;

/**
 * Who has the floor. While that person goes on, nobody else gets it; when they fall silent, whoever has spoken for a moment does;
 * and in a silence the last one keeps it. So a large picture does not jump.
 */
export class ActiveSpeaker {
  private current: string | null = null;
  private since = -Infinity;
  /** Since when each person speaks without a pause. */
  private readonly starts = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly changed: (identity: string | null) => void,
    private readonly now: () => number = () => Date.now(),
  ) {}

  get identity(): string | null {
    return this.current;
  }

  /** Who speaks now, the loudest first, and who is there at all. Oneself never counts. */
  update(speaking: readonly string[], present: ReadonlySet<string>): void {
    const now = this.now();
    for (const identity of this.starts.keys()) if (!speaking.includes(identity)) this.starts.delete(identity);
    for (const identity of speaking) if (present.has(identity) && !this.starts.has(identity)) this.starts.set(identity, now);
    if (this.current !== null && !present.has(this.current)) this.set(null);
    this.decide();
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private decide(): void {
    clearTimeout(this.timer);
    if (this.current !== null && this.starts.has(this.current)) return;
    const next = [...this.starts].sort((a, b) => a[1] - b[1])[0];
    if (next === undefined) return;
    const [identity, start] = next;
    // With nobody on the stage the first word is enough.
    const wait = this.current === null ? 0 : Math.max(start + takesOver, this.since + keeps) - this.now();
    if (wait <= 0) this.set(identity);
    else this.timer = setTimeout(() => this.decide(), wait);
  }

  private set(identity: string | null): void {
    this.current = identity;
    this.since = identity === null ? -Infinity : this.now();
    this.changed(identity);
  }
}
