/** At most so many within so many milliseconds, for each key (a person). What is beyond is dropped. */
export class RateLimit {
  private readonly times = new Map<string, number[]>();

  constructor(
    private readonly most: number,
    private readonly within: number,
  ) {}

  allows(key: string): boolean {
    const now = Date.now();
    // People come and go; nobody's times are kept for good.
    if (this.times.size > 500) this.forget(now);
    const recent = (this.times.get(key) ?? []).filter((time) => time > now - this.within);
    const allowed = recent.length < this.most;
    if (allowed) recent.push(now);
    this.times.set(key, recent);
    return allowed;
  }

  private forget(now: number): void {
    for (const [key, times] of this.times) if ((times.at(-1) ?? 0) <= now - this.within) this.times.delete(key);
  }
}
