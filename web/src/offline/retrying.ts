/** Seconds before each further try; the last one counts for all that follow. */
const pauses = [3, 5, 10, 20, 30] as const;

export interface RetryingPort {
  /** Whether the server answers. */
  ask(): Promise<boolean>;
  /** It does: opens the page that was wanted. */
  open(): void;
  /** Seconds until the next try; 0 while one is under way. */
  tell(seconds: number): void;
}

/** Asks the server again and again, ever more seldom, until it answers. */
export class Retrying {
  private tries = 0;
  private left = 0;
  private asking = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly port: RetryingPort) {}

  start(): void {
    this.wait();
  }

  /** Somebody pressed the button, or the network is back. */
  async now(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    clearTimeout(this.timer);
    this.port.tell(0);
    const answered = await this.port.ask();
    this.asking = false;
    if (answered) this.port.open();
    else this.wait();
  }

  private wait(): void {
    this.left = pauses[Math.min(this.tries++, pauses.length - 1)] ?? 30;
    this.tick();
  }

  private tick(): void {
    if (this.left === 0) {
      void this.now();
      return;
    }
    this.port.tell(this.left--);
    this.timer = setTimeout(() => this.tick(), 1000);
  }
}
