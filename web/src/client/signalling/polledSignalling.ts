import { closeFrame, opcodes, readClose, readFrames, writeFrames, type SignalFrame } from './signalFrames';

export interface PolledHandlers {
  opened(): void;
  received(frame: SignalFrame): void;
  /** Called once; afterwards nothing is. */
  closed(code: number, reason: string): void;
}

/** Milliseconds that the server may be out of reach; it forgets us a little later. */
const patience = 20_000;

/** The server answers after eight seconds at the latest. */
const longestAnswer = 15_000;

/** Milliseconds before each new try: a request that a proxy cut for having been idle is made again at once. */
const pauses = [0, 250, 500, 1000, 2000];

/** Milliseconds that the server has for its part of a close. */
const closing = 1000;

/** The most bytes of one request, unless a single message is longer; and of one that may outlive the page. */
const largestBody = 32 * 1024;

/** What a connection that was lost says (RFC 6455, section 7.4.1). */
export const lost = 1006;

/**
 * One signalling session over requests: one always waits for what the server has to say, others bring what we have to say. Both
 * directions count their messages, so that a request that was cut is made again and nothing is lost or comes twice.
 */
export class PolledSignalling {
  private key = '';
  private after = 0;
  private first = 0;
  private readonly unsent: SignalFrame[] = [];
  private sending = false;
  private bringing: AbortController | null = null;
  private leaving = false;
  private closed = false;
  private over = false;
  private readonly ended = new AbortController();

  /** @param url the address that the WebSocket would have had */
  constructor(
    private readonly url: string,
    private readonly handlers: PolledHandlers,
  ) {
    // Before the library's own listeners, which say that we leave.
    addEventListener('pagehide', () => (this.leaving = true), { capture: true, signal: this.ended.signal });
    addEventListener('pageshow', () => this.stay(), { signal: this.ended.signal });
    void this.open();
  }

  send(frame: SignalFrame): void {
    if (this.closed) return;
    this.unsent.push(frame);
    if (this.key === '') return;
    if (this.leaving) this.bringLast(this.batch());
    else void this.bring();
  }

  close(code: number, reason: string): void {
    if (this.key === '') {
      this.end(lost, '');
      return;
    }
    this.send(closeFrame(code, reason));
    setTimeout(() => this.end(code, reason), closing);
  }

  private async open(): Promise<void> {
    const address = new URL(this.url.replace(/^ws/, 'http'));
    const token = address.searchParams.get('access_token') ?? '';
    address.searchParams.delete('access_token');
    // In the body rather than in the address, which proxies limit and write into their logs.
    const form = new URLSearchParams(address.searchParams);
    address.search = '';
    address.pathname = address.pathname.replace(/\/*$/, '/http');
    try {
      const answer = await fetch(address, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: form, cache: 'no-store', signal: this.ended.signal });
      if (answer.status === 201) this.key = await answer.text();
    } catch {
      // Told below.
    }
    if (this.key === '') {
      this.end(lost, '');
      return;
    }
    this.handlers.opened();
    void this.listen();
    void this.bring();
  }

  /** Fetches messages until the end. */
  private async listen(): Promise<void> {
    const tries = new Tries();
    while (!this.over) {
      const frames = await this.fetchFrames();
      if (this.over) return;
      if (frames === 'gone') return this.end(lost, '');
      if (frames !== null) {
        tries.succeeded();
        this.after += frames.length;
        for (const frame of frames) {
          if (this.over) return;
          if (frame.opcode === opcodes.close) return this.answerClose(frame);
          this.handlers.received(frame);
        }
      } else if (!(await tries.again())) {
        return this.end(lost, '');
      }
    }
  }

  private answerClose(frame: SignalFrame): void {
    const { code, reason } = readClose(frame);
    // The server waits for our part of the close.
    this.bringLast([...this.unsent, closeFrame(code === 1005 ? 1000 : code, '')]);
    this.closed = true;
    // In a task of its own, as a WebSocket does: what the server said right before has been taken by then, such as that it does not know who resumes.
    setTimeout(() => this.end(code, reason));
  }

  private async fetchFrames(): Promise<readonly SignalFrame[] | 'gone' | null> {
    const answer = await this.request('GET', `after=${this.after}`);
    if (answer?.status === 204) return [];
    if (answer?.status === 410) return 'gone';
    if (answer?.status !== 200) return null;
    const frames = await answer.arrayBuffer().then(readFrames, () => null);
    return frames === null || frames.length === 0 ? null : frames;
  }

  /** Sends what is unsent, in order, one request after the other. */
  private async bring(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    const tries = new Tries();
    while (this.unsent.length > 0 && !this.over && !this.leaving && !this.closed) {
      const frames = this.batch();
      this.bringing = new AbortController();
      const answer = await this.request('POST', `first=${this.first}`, writeFrames(frames), this.bringing);
      if (answer?.status === 204) {
        tries.succeeded();
        this.unsent.splice(0, frames.length);
        this.first += frames.length;
      } else if (answer?.status === 413) {
        this.end(1009, 'signalling message too large');
      } else if (answer?.status === 410) {
        this.end(lost, '');
      } else if (!(await tries.again())) {
        this.end(lost, '');
      }
    }
    this.sending = false;
  }

  /** Says what cannot wait for the request that is under way: in its place, with what that has. The server takes each message once. */
  private bringLast(frames: readonly SignalFrame[]): void {
    this.bringing?.abort();
    this.bringing = new AbortController();
    void this.request('POST', `first=${this.first}`, writeFrames(frames), this.bringing);
  }

  /** The page did not go after all. */
  private stay(): void {
    this.leaving = false;
    if (this.key !== '') void this.bring();
  }

  private batch(): readonly SignalFrame[] {
    let size = 0;
    const count = this.unsent.findIndex(({ content }) => (size += content.length) > largestBody);
    return this.unsent.slice(0, count === -1 ? undefined : Math.max(1, count));
  }

  private async request(method: 'GET' | 'POST', query: string, body?: Uint8Array<ArrayBuffer>, cut = new AbortController()): Promise<Response | null> {
    const address = new URL(this.url.replace(/^ws/, 'http'));
    address.pathname = address.pathname.replace(/\/rtc(\/v1)?\/*$/, '/rtc/http/messages');
    address.search = query;
    const late = setTimeout(() => cut.abort(), longestAnswer);
    const end = () => cut.abort();
    // What is said last is said also when we do not listen any more.
    if (method === 'GET') this.ended.signal.addEventListener('abort', end);
    try {
      return await fetch(address, {
        method,
        headers: { Authorization: `Bearer ${this.key}`, ...(body === undefined ? {} : { 'Content-Type': 'application/octet-stream' }) },
        body: body ?? null,
        cache: 'no-store',
        keepalive: body !== undefined && body.length <= largestBody,
        signal: cut.signal,
      });
    } catch {
      return null;
    } finally {
      clearTimeout(late);
      this.ended.signal.removeEventListener('abort', end);
    }
  }

  private end(code: number, reason: string): void {
    if (this.over) return;
    this.over = true;
    this.ended.abort();
    this.handlers.closed(code, reason);
  }
}

/** How often and how long something that failed is tried again. */
class Tries {
  private count = 0;
  private since = 0;

  succeeded(): void {
    this.count = 0;
  }

  /** Waits until it is time to try again; false when it has been enough. */
  async again(): Promise<boolean> {
    const now = performance.now();
    if (this.count === 0) this.since = now;
    if (now - this.since > patience) return false;
    const pause = pauses[Math.min(this.count++, pauses.length - 1)];
    await new Promise((resolve) => setTimeout(resolve, pause));
    return true;
  }
}
