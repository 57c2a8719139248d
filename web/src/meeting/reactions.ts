import type { Room } from '../client/room';
import { RateLimit } from './rateLimit';
import { Store } from './store';

/** The reactions that one can give. What another client sends besides is ignored. */
export const reactionEmojis = ['👍', '👏', '❤️', '😂', '😮', '🎉', '🙏', '🤔', '👎', '👋'] as const;
export type ReactionEmoji = (typeof reactionEmojis)[number];

export interface Reaction {
  readonly id: number;
  readonly identity: string;
  readonly name: string;
  readonly emoji: ReactionEmoji;
}

export interface ReactionsState {
  /** The row to choose from is open. */
  readonly open: boolean;
  /** What floats now, oldest first. */
  readonly shown: readonly Reaction[];
  /** Once many come together they are counted instead of named. Empty while they are few. */
  readonly counts: readonly { readonly emoji: ReactionEmoji; readonly count: number }[];
}

export const reactionTopic = 'reaction';

/** Milliseconds that a reaction is seen. */
const shownFor = 3000;
const perSecond = 10;
/** More than this together are counted. */
const few = 8;
/** More than this never float at once, whoever sends them. */
const most = 24;

/** Emoji that people send while others speak. */
export class Reactions {
  readonly store = new Store<ReactionsState>({ open: false, shown: [], counts: [] });
  private readonly limit = new RateLimit(perSecond, 1000);
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  /** What came in the last moments, also what does not float. */
  private recent: readonly Reaction[] = [];
  private next = 1;

  constructor(
    private readonly room: Pick<Room, 'sendData'>,
    private readonly nameOf: (identity: string) => string,
    private readonly self: () => string,
    private readonly onReaction: (reaction: Reaction) => void = () => {},
  ) {}

  /** False when there were too many just now. Rejects when the others could not be told. */
  async send(emoji: ReactionEmoji): Promise<boolean> {
    const own = this.self();
    if (!this.limit.allows(own)) return false;
    this.show(own, emoji);
    await this.room.sendData(reactionTopic, { emoji });
    return true;
  }

  receive(from: string, value: unknown): void {
    const emoji = readEmoji(value);
    if (emoji === null || !this.limit.allows(from)) return;
    this.onReaction(this.show(from, emoji));
  }

  setOpen(open: boolean): void {
    this.store.patch({ open });
  }

  clear(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.recent = [];
    this.publish();
  }

  private show(identity: string, emoji: ReactionEmoji): Reaction {
    const reaction = { id: this.next++, identity, name: this.nameOf(identity), emoji };
    this.recent = [...this.recent, reaction];
    this.publish();
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.recent = this.recent.filter((one) => one !== reaction);
      this.publish();
    }, shownFor);
    this.timers.add(timer);
    return reaction;
  }

  private publish(): void {
    const counts = this.recent.length <= few ? [] : reactionEmojis.map((emoji) => ({ emoji, count: this.recent.filter((one) => one.emoji === emoji).length })).filter(({ count }) => count > 0);
    this.store.patch({ shown: this.recent.slice(-most), counts });
  }
}

function readEmoji(value: unknown): ReactionEmoji | null {
  if (typeof value !== 'object' || value === null) return null;
  const { emoji } = value as { emoji?: unknown };
  return reactionEmojis.find((one) => one === emoji) ?? null;
}
