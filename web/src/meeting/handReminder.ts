/** Speaking for so long, one has the word. Milliseconds. */
const speaksFor = 3000;

/** Whoever speaks with a raised hand has been given the word, and forgot the hand. Asks once for each time it was raised. */
export class HandReminder {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private askedFor: number | null = null;

  constructor(private readonly ask: () => void) {}

  /** `raisedAt` is null while the hand is down. */
  update(raisedAt: number | null, speaking: boolean): void {
    if (raisedAt === null) this.askedFor = null;
    if (raisedAt === null || !speaking || this.askedFor === raisedAt) {
      clearTimeout(this.timer);
      this.timer = undefined;
      return;
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.askedFor = raisedAt;
      this.ask();
    }, speaksFor);
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
