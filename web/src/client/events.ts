import { readAnswer } from './shownAnswer';

/** One named event of a stream: its data as JSON. */
export type StreamListener = (name: string, data: unknown) => void;

export type StreamState = 'connecting' | 'open' | 'lost';

export interface StreamHandlers {
  onEvent: StreamListener;
  onState: (state: StreamState) => void;
  /** The server refused the stream (an HTTP error): it will be tried again, unless this closes it. */
  onRefused?: () => void;
}

/** What a stream needs of the browser's EventSource; tests have another. */
export interface EventSourceLike {
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export type OpenSource = (path: string) => EventSourceLike;

/** An open stream of events. Whoever opened it closes it. */
export interface EventFeed {
  close(): void;
}

export type OpenFeed = (path: string, names: readonly string[], handlers: StreamHandlers) => EventFeed;

/** The server writes at least every 20 s: after this silence, in milliseconds, the connection is dead although nobody said so. */
const longestSilence = 50_000;

/** It writes something at once: who hears nothing for so long has a proxy that holds back what is not whole. */
const firstSilence = 8000;

/** Milliseconds until a brief answer is followed by the next, at most: the browser asks again after one second. */
const nextAnswer = 10_000;
const firstRetry = 1000;
const longestRetry = 30_000;
const closed = 2;

/**
 * A stream of the server's events (WHATWG HTML, section 9.2) that does not stay lost. The browser reconnects after a broken
 * connection, also in tabs in the background; this adds what it does not do: to try again after a refusal, to notice a connection
 * that died in silence or with the network, and to try at once when the network is back or the tab is looked at again.
 */
export class EventStream implements EventFeed {
  private source: EventSourceLike | null = null;
  private state: StreamState = 'connecting';
  private retryIn = firstRetry;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  /** Something has come: this network lets pass what is not whole. */
  private flows = false;
  /** Asks for answers that end with the first news. */
  private brief = false;

  constructor(
    private readonly path: string,
    private readonly names: readonly string[],
    private readonly handlers: StreamHandlers,
    private readonly openSource: OpenSource,
    private readonly page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  ) {
    page.addEventListener('online', this.wake);
    page.addEventListener('offline', this.drop);
    page.addEventListener('visibilitychange', this.wake);
    this.connect();
  }

  close(): void {
    this.stopped = true;
    this.page.removeEventListener('online', this.wake);
    this.page.removeEventListener('offline', this.drop);
    this.page.removeEventListener('visibilitychange', this.wake);
    this.disconnect();
  }

  private connect(): void {
    this.disconnect();
    const source = this.openSource(this.brief ? `${this.path}${this.path.includes('?') ? '&' : '?'}brief=true` : this.path);
    this.source = source;
    source.onopen = () => {
      if (source !== this.source) return;
      this.retryIn = firstRetry;
      this.heard();
      this.tell('open');
    };
    source.onerror = () => {
      if (source !== this.source) return;
      if (this.brief && source.readyState !== closed) {
        // So does every brief answer end; the browser asks again.
        this.missAfter(nextAnswer);
        return;
      }
      this.tell('lost');
      if (source.readyState !== closed) return;
      // The browser gave up: the server answered with an error, or with something that is no stream.
      this.later();
      this.handlers.onRefused?.();
    };
    for (const name of [...this.names, 'ping']) {
      source.addEventListener(name, (event) => {
        if (source !== this.source) return;
        this.flows = true;
        this.heard();
        if (this.names.includes(name)) this.handlers.onEvent(name, readJson(event.data));
      });
    }
    this.heard();
  }

  private disconnect(): void {
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.source?.close();
    this.source = null;
  }

  private heard(): void {
    this.missAfter(this.flows || this.brief ? longestSilence : firstSilence);
  }

  private missAfter(ms: number): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      if (this.flows || this.brief) this.tell('lost');
      else this.brief = true;
      this.connect();
    }, ms);
  }

  private later(): void {
    clearTimeout(this.retry);
    clearTimeout(this.silence);
    this.retry = setTimeout(() => this.connect(), this.retryIn);
    this.retryIn = Math.min(this.retryIn * 2, longestRetry);
  }

  private readonly wake = (): void => {
    if (this.state !== 'open' && !this.stopped) this.connect();
  };

  /** The network is gone: a connection over it would only be missed after a long silence. */
  private readonly drop = (): void => {
    this.tell('lost');
    this.disconnect();
    this.later();
  };

  private tell(state: StreamState): void {
    if (this.stopped || state === this.state) return;
    this.state = state;
    this.handlers.onState(state);
  }
}

function readJson(text: string): unknown {
  try {
    return readAnswer(text);
  } catch {
    return null;
  }
}
