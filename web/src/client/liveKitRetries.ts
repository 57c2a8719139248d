import type { ReconnectContext, ReconnectPolicy, Room as LiveKit } from 'livekit-client';

/** Milliseconds before each new try; the last goes on. Never long after a server that is started anew is back. */
const delays = [0, 300, 1000, 2000, 3000];

/** A train comes out of most tunnels within this time, in milliseconds. */
const patience = 5 * 60_000;

/** When to try again after the connection was lost, and how not to wait for it. */
export class PatientRetries implements ReconnectPolicy {
  private hurried = false;
  /** When the try that is being waited for begins; until then none is under way. */
  private nextAt = 0;

  nextRetryDelayInMs({ retryCount, elapsedMs }: ReconnectContext): number | null {
    if (elapsedMs > patience) return null;
    // Everybody in a room loses a server at the same moment: they come back at different ones.
    const spread = retryCount === 0 ? Math.random() * 250 : (delays[retryCount] ?? delays.at(-1) ?? 0) * (0.5 + Math.random());
    const delay = this.hurried ? 0 : Math.round(spread);
    this.hurried = false;
    this.nextAt = performance.now() + delay;
    return delay;
  }

  /** Begins a try that would begin later; one that is under way is left alone. */
  now(room: LiveKit): void {
    if (room.engine.pendingReconnect && performance.now() >= this.nextAt) return;
    this.hurried = true;
    room.engine.reconnect();
  }
}
