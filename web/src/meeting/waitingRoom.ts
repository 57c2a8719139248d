import { ApiProblem } from '../client/api';
import type { EventFeed, OpenFeed } from '../client/events';
import { lobbyTextLimit, type JoinAnswer } from '../client/lobbyApi';
import type { JoinGrant } from '../client/room';
import { shownName, shownText } from '../client/shownText';
import { Store } from './store';

/** What waiting needs of the server. */
export interface WaitingPort {
  join(): Promise<JoinAnswer>;
  giveUp(): Promise<unknown>;
  readonly waitPath: string;
}

export interface HostWords {
  readonly id: number;
  readonly from: string;
  readonly text: string;
}

export interface WaitingState {
  /** `reconnecting`: the place is kept, but news cannot come; `refused`: the server no longer lets this person wait, see `problem`. */
  readonly phase: 'waiting' | 'reconnecting' | 'denied' | 'refused' | 'admitted';
  /** Null until the server has told. */
  readonly hostPresent: boolean | null;
  readonly messages: readonly HostWords[];
  readonly problem: unknown;
  /** After a refusal: whether the pause before asking again is over. */
  readonly mayAskAgain: boolean;
  readonly asking: boolean;
}

/** Milliseconds before somebody who was turned away may ask again, unless the server says otherwise. */
const pause = 10_000;
const kept = 20;
/** Milliseconds before the place is asked for again after the stream was refused; doubled each time. */
const firstRetry = 500;
const longestRetry = 30_000;

/** Waiting to be let in: from the server's answer "waiting" to the door's opening. Time and network may do what they like. */
export class WaitingRoom {
  readonly store = new Store<WaitingState>({ phase: 'waiting', hostPresent: null, messages: [], problem: null, mayAskAgain: false, asking: false });
  private feed: EventFeed | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private words = 0;
  private retryIn = firstRetry;
  private over = false;

  constructor(
    private readonly port: WaitingPort,
    private readonly openFeed: OpenFeed,
    private readonly onAdmitted: (grant: JoinGrant) => void,
  ) {}

  open(): void {
    this.over = false;
    this.listen();
  }

  /** Stops listening; the place is kept for a while, so that a reload comes back to it. */
  close(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.hangUp();
  }

  async giveUp(): Promise<void> {
    this.close();
    // Whoever cannot say so is taken off the list when the server misses the connection.
    await this.port.giveUp().catch(() => {});
  }

  /** Asks again after having been turned away. */
  async askAgain(): Promise<void> {
    if (this.store.getSnapshot().asking) return;
    this.store.patch({ asking: true });
    try {
      await this.join();
    } finally {
      this.store.patch({ asking: false });
    }
  }

  private listen(): void {
    this.hangUp();
    this.feed = this.openFeed(this.port.waitPath, ['state', 'message', 'admitted', 'denied', 'closed'], {
      onEvent: (name, data) => this.receive(name, asObject(data)),
      onState: (state) => {
        const { phase } = this.store.getSnapshot();
        if (phase === 'waiting' && state === 'lost') this.store.patch({ phase: 'reconnecting' });
        else if (phase === 'reconnecting' && state === 'open') this.store.patch({ phase: 'waiting' });
      },
      // The server does not know the place any more (it was started anew, or the pause was too long): ask for it again.
      onRefused: () => this.joinLater(),
    });
  }

  private receive(name: string, data: Record<string, unknown>): void {
    if (this.over) return;
    switch (name) {
      case 'state':
        this.retryIn = firstRetry;
        this.store.patch({ phase: 'waiting', hostPresent: typeof data.hostPresent === 'boolean' ? data.hostPresent : null });
        break;
      case 'message':
        if (typeof data.text === 'string' && data.text !== '') this.hear(typeof data.from === 'string' ? data.from : '', data.text);
        break;
      case 'admitted':
        if (typeof data.token === 'string') this.enter(data as unknown as JoinGrant);
        break;
      case 'denied':
        this.hangUp();
        this.store.patch({ phase: 'denied', mayAskAgain: false });
        this.timer = setTimeout(() => this.store.patch({ mayAskAgain: true }), typeof data.retryAfter === 'number' ? data.retryAfter * 1000 : pause);
        break;
      case 'closed':
        // The waiting room is no more, the room may be: joining tells what is true now.
        this.joinLater();
        break;
    }
  }

  private joinLater(): void {
    this.hangUp();
    clearTimeout(this.timer);
    this.store.patch({ phase: 'reconnecting' });
    this.timer = setTimeout(() => void this.join(), this.retryIn);
    this.retryIn = Math.min(this.retryIn * 2, longestRetry);
  }

  private async join(): Promise<void> {
    let answer: JoinAnswer;
    try {
      answer = await this.port.join();
    } catch (error) {
      if (this.over) return;
      const temporary = error instanceof ApiProblem && (error.code === 'network' || error.status === 429 || error.status >= 500);
      // Whoever was turned away presses the button again; whoever waits does nothing.
      if (!temporary) this.store.patch({ phase: 'refused', problem: error });
      else if (this.store.getSnapshot().phase === 'denied') this.store.patch({ problem: error });
      else this.joinLater();
      return;
    }
    if (this.over) return;
    if (answer.status === 'admitted') this.enter(answer);
    else {
      this.store.patch({ phase: 'waiting', problem: null });
      this.listen();
    }
  }

  private enter(grant: JoinGrant): void {
    if (this.over) return;
    this.close();
    this.store.patch({ phase: 'admitted' });
    this.onAdmitted(grant);
  }

  private hear(from: string, text: string): void {
    const message = { id: ++this.words, from: from === '' ? '' : shownName(from), text: shownText(text, lobbyTextLimit) };
    this.store.patch({ messages: [...this.store.getSnapshot().messages, message].slice(-kept) });
  }

  private hangUp(): void {
    this.feed?.close();
    this.feed = null;
  }
}

function asObject(data: unknown): Record<string, unknown> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
}
