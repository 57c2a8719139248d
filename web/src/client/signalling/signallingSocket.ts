import { PolledSignalling, lost } from './polledSignalling';
import { opcodes, type SignalFrame } from './signalFrames';
import type { FallbackReason, SignallingMemory } from './signallingWay';

/** Milliseconds after which one asks whether the server answers plain requests faster than this WebSocket. */
const probeAfter = 1500;

/** Milliseconds that the WebSocket has after the answer, at least; or as long as the answer took, where that is longer. */
const grace = 500;

/**
 * A WebSocket for signalling that gets through where WebSockets do not: it tries one, and goes on over plain requests when that is
 * refused, answered with something else, or silent while requests are answered. The server speaks first on every connection, so that one
 * over which nothing comes does not count as open.
 */
export class SignallingSocket extends EventTarget {
  /** With a name for the attempt: the server must not take both ways of it for two. */
  readonly url: string;
  readonly protocol = '';
  readonly extensions = '';
  readonly bufferedAmount = 0;
  binaryType: BinaryType = 'blob';
  readyState: number = WebSocket.CONNECTING;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  private socket: WebSocket | null = null;
  private polled: PolledSignalling | null = null;
  private probe: ReturnType<typeof setTimeout> | undefined;

  constructor(
    url: string | URL,
    private readonly memory: SignallingMemory,
    private readonly open: (url: string) => WebSocket,
  ) {
    super();
    this.url = `${String(url)}&attempt=${attemptName()}`;
    const known = memory.fallback();
    if (known === null) this.overSocket();
    else this.overRequests(known);
  }

  send(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
    if (this.readyState === WebSocket.CONNECTING) throw new DOMException('not open yet', 'InvalidStateError');
    if (this.readyState !== WebSocket.OPEN) return;
    if (this.socket !== null) this.socket.send(data);
    else this.polled?.send(frameOf(data));
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState >= WebSocket.CLOSING) return;
    const wasOpen = this.readyState === WebSocket.OPEN;
    this.readyState = WebSocket.CLOSING;
    if (!wasOpen) {
      const { polled } = this;
      this.dropSocket();
      polled?.close(code, reason);
      // As a WebSocket does that is given up: its events come later.
      if (polled === null) queueMicrotask(() => this.ended(lost, ''));
    } else if (this.socket !== null) {
      this.socket.close(code, reason);
    } else {
      this.polled?.close(code, reason);
    }
  }

  private overSocket(): void {
    let socket: WebSocket;
    try {
      socket = this.open(this.url);
    } catch {
      this.overRequests('blocked');
      return;
    }
    this.socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }: MessageEvent) => {
      if (this.readyState === WebSocket.CONNECTING) this.opened(null);
      this.tell('message', new MessageEvent('message', { data }));
    };
    socket.onclose = ({ code, reason }) => {
      if (this.readyState === WebSocket.CONNECTING) {
        this.overRequests('blocked');
        return;
      }
      if (code === lost && this.readyState === WebSocket.OPEN) this.memory.cut();
      this.ended(code, reason);
    };
    this.probe = setTimeout(() => void this.askWhetherRequestsPass(), probeAfter);
  }

  private async askWhetherRequestsPass(): Promise<void> {
    const asked = performance.now();
    try {
      await fetch(this.url.replace(/^ws/, 'http').replace(/\/*\?/, '/validate?'), { cache: 'no-store' });
    } catch {
      // Nothing gets through: the WebSocket may still.
      return;
    }
    this.probe = setTimeout(
      () => {
        if (this.readyState === WebSocket.CONNECTING) this.overRequests('silent');
      },
      Math.max(grace, performance.now() - asked),
    );
  }

  private overRequests(reason: FallbackReason): void {
    this.dropSocket();
    this.polled = new PolledSignalling(this.url, {
      opened: () => this.opened(reason),
      received: ({ opcode, content }) => this.tell('message', new MessageEvent('message', { data: opcode === opcodes.text ? new TextDecoder().decode(content) : content.buffer })),
      closed: (code, text) => this.ended(code, text),
    });
  }

  private dropSocket(): void {
    clearTimeout(this.probe);
    const { socket } = this;
    this.socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private opened(reason: FallbackReason | null): void {
    clearTimeout(this.probe);
    if (this.readyState !== WebSocket.CONNECTING) return;
    this.readyState = WebSocket.OPEN;
    this.memory.used({ transport: reason === null ? 'websocket' : 'http', reason });
    this.tell('open', new Event('open'));
  }

  private ended(code: number, reason: string): void {
    if (this.readyState === WebSocket.CLOSED) return;
    clearTimeout(this.probe);
    this.readyState = WebSocket.CLOSED;
    if (code === lost) this.tell('error', new Event('error'));
    this.tell('close', new CloseEvent('close', { code, reason, wasClean: code !== lost }));
  }

  private tell<Name extends 'open' | 'message' | 'error' | 'close'>(name: Name, event: Event): void {
    this.dispatchEvent(event);
    (this[`on${name}`] as ((event: Event) => void) | null)?.(event);
  }
}

function attemptName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function frameOf(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): SignalFrame {
  if (typeof data === 'string') return { opcode: opcodes.text, content: new TextEncoder().encode(data) };
  const content = data instanceof ArrayBuffer ? new Uint8Array(data.slice(0)) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  return { opcode: opcodes.binary, content };
}
