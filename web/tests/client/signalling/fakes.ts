import { vi } from 'vitest';
import { opcodes, readFrames, writeFrames, type SignalFrame } from '../../../src/client/signalling/signalFrames';

/** Events that Node does not have. */
class FakeCloseEvent extends Event {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;

  constructor(name: string, { code = 0, reason = '', wasClean = false }: CloseEventInit) {
    super(name);
    [this.code, this.reason, this.wasClean] = [code, reason, wasClean];
  }
}

/** What a page has, with a network that does as the test says. */
export function stubPage(network: (url: URL, init: RequestInit) => Promise<Response>): EventTarget {
  const page = new EventTarget();
  vi.stubGlobal('CloseEvent', FakeCloseEvent);
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('fetch', (url: string | URL, init: RequestInit = {}) =>
    new Promise<Response>((resolve, reject) => {
      const aborted = () => reject(new DOMException('aborted', 'AbortError'));
      if (init.signal?.aborted) return aborted();
      init.signal?.addEventListener('abort', aborted);
      network(new URL(url), init).then(resolve, reject);
    }),
  );
  FakeSocket.all = [];
  return page;
}

/** The browser's own WebSocket; a test lets it open, speak and end. */
export class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static all: FakeSocket[] = [];
  binaryType = 'blob';
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly sent: unknown[] = [];
  closed: number | null = null;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  close(code = 1000): void {
    this.closed = code;
  }

  hears(text: string): void {
    this.onmessage?.({ data: new TextEncoder().encode(text).buffer } as MessageEvent);
  }

  ends(code: number): void {
    this.onclose?.({ code, reason: '' });
  }
}

export const frame = (text: string): SignalFrame => ({ opcode: opcodes.binary, content: new TextEncoder().encode(text) });
export const textOf = ({ content }: SignalFrame): string => new TextDecoder().decode(content);

/** The server's half of signalling over requests, with the numbers that the real one keeps. */
export class FakeServer {
  readonly heard: string[] = [];
  readonly requests: string[] = [];
  joined: { token: string; form: string } | null = null;
  /** What the next requests come to instead of an answer. */
  readonly trouble: (Response | 'cut' | 'lost')[] = [];
  private readonly said: SignalFrame[] = [];
  private wake: () => void = () => {};

  say(...frames: SignalFrame[]): void {
    this.said.push(...frames);
    this.wake();
  }

  /** `lost`: the request is served, and its answer does not arrive. */
  readonly network = async (url: URL, init: RequestInit): Promise<Response> => {
    this.requests.push(`${init.method ?? 'GET'} ${url.pathname}${url.search}`);
    const trouble = this.trouble.shift();
    if (trouble === 'cut') throw new TypeError('network');
    if (trouble instanceof Response) return trouble;
    const answer = await this.serve(url, init);
    if (trouble === 'lost') throw new TypeError('network');
    return answer;
  };

  private async serve(url: URL, init: RequestInit): Promise<Response> {
    const authorization = new Headers(init.headers).get('authorization') ?? '';
    if (url.pathname.endsWith('/http')) {
      this.joined = { token: authorization, form: String(init.body) };
      return new Response('key', { status: 201 });
    }
    if (authorization !== 'Bearer key') return new Response('', { status: 410 });
    if (init.method === 'POST') {
      const first = Number(url.searchParams.get('first'));
      const frames = readFrames((init.body as Uint8Array<ArrayBuffer>).slice().buffer) ?? [];
      if (first > this.heard.length) return new Response('', { status: 409 });
      for (const one of frames.slice(this.heard.length - first)) this.heard.push(one.opcode === opcodes.close ? 'close' : textOf(one));
      return new Response(null, { status: 204 });
    }
    const after = Number(url.searchParams.get('after'));
    if (this.said.length === after) {
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, 8000);
        this.wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
    const news = this.said.slice(after);
    return news.length === 0 ? new Response(null, { status: 204 }) : new Response(writeFrames(news));
  }
}
