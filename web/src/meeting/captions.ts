import type { CaptionText } from '../client/room';
import { shownText } from '../client/shownText';
import { Store } from './store';

/** What somebody says or types, line by line. */
export interface CaptionLine {
  /** Stays the same while the line grows. */
  readonly key: string;
  readonly from: string;
  readonly name: string;
  readonly isLocal: boolean;
  readonly text: string;
  readonly final: boolean;
  readonly language: string;
  /** Heard by a machine, or typed by the person. */
  readonly kind: 'spoken' | 'typed';
  /** Milliseconds since the epoch, when the line began. */
  readonly at: number;
}

export interface CaptionsState {
  /** Everything of this meeting that is still kept, oldest first. */
  readonly lines: readonly CaptionLine[];
  /** What the strip shows now: the last few lines, while they are fresh. */
  readonly fresh: readonly CaptionLine[];
  /** Something has been heard by a machine in this meeting. */
  readonly heard: boolean;
}

const kept = 600;
const lineLimit = 4000;
/** Lines of the strip, and how long it shows them after their last change. */
const shownLines = 3;
const freshFor = 12_000;

/** The text of the meeting: what was said and what was typed live, in one order. */
export class Captions {
  readonly store = new Store<CaptionsState>({ lines: [], fresh: [], heard: false });
  private readonly changed = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly nameOf: (identity: string) => string,
    private readonly self: () => string,
    /** Called with each line that somebody else has finished typing. */
    private readonly onTyped: (line: CaptionLine) => void = () => {},
  ) {}

  receive({ id, from, text, final, language }: CaptionText): void {
    this.put(`spoken ${from} ${id}`, from, { text, final, language, kind: 'spoken' });
  }

  /** A typed line, as it is now. An empty one that is final was taken back. */
  type(key: string, from: string, text: string, final: boolean): void {
    this.put(`typed ${from} ${key}`, from, { text, final, language: '', kind: 'typed' });
  }

  clear(): void {
    clearTimeout(this.timer);
  }

  private put(key: string, from: string, said: Pick<CaptionLine, 'text' | 'final' | 'language' | 'kind'>): void {
    const { lines, heard } = this.store.getSnapshot();
    const text = shownText(said.text, lineLimit);
    const known = lines.find((one) => one.key === key);
    // An interim text that was overtaken by its final one.
    if (known?.final === true && !said.final) return;
    if (known === undefined && text === '') return;
    const line: CaptionLine = { ...said, key, from, text, name: this.nameOf(from), isLocal: from === this.self(), at: known?.at ?? Date.now() };
    const next = known === undefined ? [...lines, line] : lines.map((one) => (one === known ? line : one));
    this.changed.set(key, Date.now());
    this.store.patch({ lines: next.filter((one) => one.text !== '' || !one.final).slice(-kept), heard: heard || said.kind === 'spoken' });
    this.refresh();
    if (line.kind === 'typed' && line.final && !line.isLocal && text !== '') this.onTyped(line);
  }

  private refresh(): void {
    clearTimeout(this.timer);
    const now = Date.now();
    for (const [key, time] of this.changed) if (time <= now - freshFor) this.changed.delete(key);
    const fresh = this.store.getSnapshot().lines.filter((one) => this.changed.has(one.key) && one.text !== '').slice(-shownLines);
    this.store.patch({ fresh: same(fresh, this.store.getSnapshot().fresh) ? this.store.getSnapshot().fresh : fresh });
    const oldest = Math.min(...this.changed.values());
    if (Number.isFinite(oldest)) this.timer = setTimeout(() => this.refresh(), oldest + freshFor - now);
  }
}

function same(a: readonly CaptionLine[], b: readonly CaptionLine[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
