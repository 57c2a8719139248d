import type { Room } from '../client/room';
import type { Captions } from './captions';
import { RateLimit } from './rateLimit';
import { Store } from './store';

export const liveTextTopic = 'live-text';

/** Longest line: a longer one is finished at its last space and goes on as the next. */
export const lineLimit = 300;

/** Milliseconds between two packets while somebody types. EN 301 549 asks for half a second from key to screen, all included. */
const pace = 200;

/** Packets of one person in a second: our own client sends five, and a line's end. */
const perSecond = 20;

/** What travels: always the whole line as it is now, so that what was lost does not matter once the next one arrives. */
interface LivePacket {
  /** Names the line; no two lines of a person have the same. */
  readonly id: string;
  /** Grows with each packet about the line. */
  readonly seq: number;
  readonly text: string;
  readonly final: boolean;
}

export interface LiveTextState {
  /** The person types live: there is a field for it. */
  readonly on: boolean;
  /** The line as it is being typed. */
  readonly text: string;
  readonly failed: boolean;
}

/** Real-time text: everybody reads along while somebody types. */
export class LiveText {
  readonly store = new Store<LiveTextState>({ on: false, text: '', failed: false });
  private readonly limit = new RateLimit(perSecond, 1000);
  private readonly session = Math.random().toString(36).slice(2, 10);
  private line = 1;
  private seq = 0;
  private sentAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The line that each of the others is typing. */
  private readonly typing = new Map<string, LivePacket>();
  /** Lines that are over: a packet about them that comes late changes nothing. */
  private readonly over = new Map<string, readonly string[]>();

  constructor(
    private readonly room: Pick<Room, 'sendData'>,
    private readonly captions: Captions,
    private readonly self: () => string,
  ) {}

  setOn(on: boolean): void {
    if (!on) this.finish();
    this.store.patch({ on, failed: false });
  }

  type(input: string): void {
    // Pasted or dictated, it may be many lines at once.
    let text = input.replace(/\s*\n\s*/gu, ' ');
    while (text.length > lineLimit) {
      const space = text.lastIndexOf(' ', lineLimit);
      const end = space > lineLimit / 2 ? space : lineLimit;
      this.store.patch({ text: text.slice(0, end) });
      this.finish();
      text = text.slice(end).trimStart();
    }
    this.store.patch({ text });
    this.captions.type(this.id(), this.self(), text, false);
    if (this.timer !== undefined) return;
    const wait = this.sentAt + pace - Date.now();
    if (wait <= 0) this.tell();
    else this.timer = setTimeout(() => this.tell(), wait);
  }

  /** The line is over: the next key begins another. */
  finish(): void {
    const text = this.store.getSnapshot().text.trim();
    // Nothing was said of it to anybody.
    if (text === '' && this.seq === 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.captions.type(this.id(), this.self(), text, true);
    this.send({ id: this.id(), seq: ++this.seq, text, final: true });
    this.line++;
    this.seq = 0;
    this.sentAt = -Infinity;
    this.store.patch({ text: '' });
  }

  /** Somebody came, or the connection is back: they read the line from its beginning. */
  repeat(to: readonly string[] = []): void {
    if (this.seq > 0) this.send({ id: this.id(), seq: ++this.seq, text: this.store.getSnapshot().text, final: false }, to);
  }

  receive(from: string, value: unknown): void {
    const packet = readPacket(value);
    if (packet === null || !this.limit.allows(from)) return;
    const over = this.over.get(from) ?? [];
    const before = this.typing.get(from);
    if (over.includes(packet.id) || (before?.id === packet.id && packet.seq <= before.seq)) return;
    // The end of the line before was lost; the next one is proof enough.
    if (before !== undefined && before.id !== packet.id) this.end(from, before);
    this.captions.type(packet.id, from, packet.text, packet.final);
    if (packet.final) this.end(from, packet);
    else this.typing.set(from, packet);
  }

  /** Whoever leaves has finished their line. */
  left(identity: string): void {
    const before = this.typing.get(identity);
    if (before !== undefined) this.end(identity, before);
    this.over.delete(identity);
  }

  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private end(from: string, packet: LivePacket): void {
    this.typing.delete(from);
    this.over.set(from, [...(this.over.get(from) ?? []), packet.id].slice(-50));
    if (!packet.final) this.captions.type(packet.id, from, packet.text, true);
  }

  private tell(): void {
    this.timer = undefined;
    this.sentAt = Date.now();
    this.send({ id: this.id(), seq: ++this.seq, text: this.store.getSnapshot().text, final: false });
  }

  private send(packet: LivePacket, to: readonly string[] = []): void {
    this.room.sendData(liveTextTopic, packet, to).then(
      () => this.store.patch({ failed: false }),
      () => this.store.patch({ failed: true }),
    );
  }

  private id(): string {
    return `${this.session}-${this.line}`;
  }
}

function readPacket(value: unknown): LivePacket | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, seq, text, final } = value as Record<string, unknown>;
  if (typeof id !== 'string' || id === '' || id.length > 64) return null;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || typeof text !== 'string' || text.length > lineLimit * 2) return null;
  return { id, seq, text, final: final === true };
}
