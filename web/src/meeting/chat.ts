import { chatTextLimit } from '../client/chatFormat';
import type { KeptChat } from '../client/meetingApi';
import type { ChatText, Room } from '../client/room';
import { shownName, shownText } from '../client/shownText';
import { identityOf, mergeHistory } from './chatMerge';
import { readReaction, reactionTopic, withReaction, type ChatReaction, type ReactionChange } from './chatReactions';
import { RateLimit } from './rateLimit';
import { Store } from './store';

export { chatTextLimit };

export interface ChatMessage extends ChatText {
  /** Stays the same from the first try to send it. */
  readonly key: string;
  readonly name: string;
  readonly isLocal: boolean;
  /** Of whom a private message is for. */
  readonly toName: string;
  readonly state: 'sending' | 'sent' | 'failed';
  readonly reactions: readonly ChatReaction[];
}

export interface ChatState {
  readonly messages: readonly ChatMessage[];
  readonly unread: number;
  readonly open: boolean;
  /** Key of the first message that came while nobody looked: a line stands above it. */
  readonly firstNew: string | null;
  /** How many came below what is being read. */
  readonly below: number;
}

/** What the chat needs to know of the people. */
export interface ChatPeople {
  nameOf(identity: string): string;
  isHere(identity: string): boolean;
}

/** A talkative meeting of a day stays below this; beyond it the oldest messages go. */
const kept = 1000;
/** Reactions that arrive before their message. */
const mostEarly = 200;
/** Reactions to messages that one person may send, for others to follow them, per second. */
const reactionsPerSecond = 10;

export class Chat {
  readonly store = new Store<ChatState>({ messages: [], unread: 0, open: false, firstNew: null, below: 0 });
  private readonly known = new Set<string>();
  private readonly limit = new RateLimit(reactionsPerSecond, 1000);
  private early: (ReactionChange & { readonly by: string })[] = [];
  /** Reactions that came while the server was asked: newer than its answer. Null while it is not being asked. */
  private since: (ReactionChange & { readonly by: string })[] | null = null;
  private atEnd = true;
  private sent = 0;

  constructor(
    private readonly room: Pick<Room, 'sendChat' | 'sendData'>,
    private readonly people: ChatPeople,
    private readonly self: () => string,
    /** Called with each message of somebody else, as it arrives. */
    private readonly onMessage: (message: ChatMessage) => void = () => {},
  ) {}

  receive(text: ChatText): void {
    if (this.known.has(identityOf(text))) return;
    const message = this.withEarly(this.received(text));
    if (message.text === '') return;
    this.known.add(identityOf(message));
    const { messages, unread, open, firstNew, below } = this.store.getSnapshot();
    const unseen = !open || !this.atEnd;
    this.store.patch({
      messages: this.cut([...messages, message]),
      unread: open ? unread : unread + 1,
      below: open && !this.atEnd ? below + 1 : below,
      firstNew: unseen && (firstNew === null || (!open && unread === 0)) ? message.key : firstNew,
    });
    this.onMessage(message);
  }

  /** Somebody's reaction to a message, as it came on the wire. */
  receiveReaction(by: string, value: unknown): void {
    const change = readReaction(value);
    if (change === null || !this.limit.allows(by)) return;
    this.since?.push({ ...change, by });
    if (!this.apply(change, by)) this.early = [...this.early, { ...change, by }].slice(-mostEarly);
  }

  /**
   * Sends a message, or says in the list that it could not be sent. Whom it is for is fixed here: trying again never sends it to
   * anybody else.
   */
  async send(input: string, options: { readonly to?: string | null; readonly replyTo?: string | null } = {}): Promise<boolean> {
    const text = shownText(input.trim().slice(0, chatTextLimit), chatTextLimit);
    if (text === '') return true;
    const { to = null, replyTo = null } = options;
    const from = this.self();
    const message: ChatMessage = {
      id: '',
      key: `own ${++this.sent}`,
      from,
      name: this.people.nameOf(from),
      isLocal: true,
      text,
      sentAt: Date.now(),
      to,
      toName: to === null ? '' : this.people.nameOf(to),
      replyTo,
      state: 'sending',
      reactions: [],
    };
    this.store.patch({ messages: this.cut([...this.store.getSnapshot().messages, message]), firstNew: null });
    return this.deliver(message);
  }

  /** Sends a message that failed once more, to whom it was for. */
  async retry(key: string): Promise<boolean> {
    const message = this.find(key);
    if (message?.state !== 'failed') return false;
    this.change(key, { state: 'sending' });
    return this.deliver(message);
  }

  /** Takes a message that could not be sent from the list. */
  discard(key: string): void {
    const { messages } = this.store.getSnapshot();
    this.store.patch({ messages: messages.filter((one) => one.key !== key || one.state !== 'failed') });
  }

  /** Puts one's own reaction under a message, or takes it away. Rejects when the others could not be told. */
  async react(key: string, emoji: string): Promise<void> {
    const message = this.find(key);
    const own = this.self();
    if (message?.state !== 'sent' || !this.limit.allows(own)) return;
    const on = !message.reactions.some((one) => one.emoji === emoji && one.by.includes(own));
    this.apply({ id: message.id, emoji, on }, own);
    // Of a private message nobody else may learn.
    const other = message.to === null ? [] : [message.isLocal ? message.to : message.from];
    try {
      await this.room.sendData(reactionTopic, { id: message.id, emoji, on }, other);
    } catch (error) {
      this.apply({ id: message.id, emoji, on: !on }, own);
      throw error;
    }
  }

  /** Whether a private message can still reach whom it is for. */
  reaches(identity: string): boolean {
    return this.people.isHere(identity);
  }

  setOpen(open: boolean): void {
    const state = this.store.getSnapshot();
    if (state.open === open) return;
    this.atEnd = true;
    this.store.patch({ open, unread: open ? 0 : state.unread, below: 0, firstNew: open ? state.firstNew : null });
  }

  /** The reader came to the end of the list, or left it. */
  setAtEnd(atEnd: boolean): void {
    this.atEnd = atEnd;
    if (atEnd) this.store.patch({ below: 0 });
  }

  /**
   * Asks for what was written before one came, or while the connection was away. Nothing is lost when there is no answer: what
   * is in the list stays.
   */
  async catchUp(ask: () => Promise<KeptChat>, asNews: boolean): Promise<void> {
    this.since = [];
    try {
      const { messages } = await ask();
      this.merge(messages, asNews);
    } catch {
      // The server keeps no chat of this room, or cannot be reached now.
    } finally {
      this.since = null;
    }
  }

  private merge(history: KeptChat['messages'], asNews: boolean): void {
    const past = history.flatMap((one) => {
      const message = this.received({ ...one, to: null });
      const reactions = one.reactions.reduce<readonly ChatReaction[]>((all, { emoji, by }) => by.reduce((before, identity) => withReaction(before, identity, emoji, true), all), []);
      return message.text === '' ? [] : { ...message, name: shownName(one.name), reactions };
    });
    const before = this.store.getSnapshot();
    const missed = past.filter((one) => !this.known.has(identityOf(one)));
    for (const one of missed) this.known.add(identityOf(one));
    const unread = asNews && !before.open ? missed.filter((one) => !one.isLocal) : [];
    this.store.patch({
      messages: this.cut(mergeHistory(before.messages, past)),
      unread: before.unread + unread.length,
      firstNew: before.firstNew ?? unread[0]?.key ?? null,
    });
    for (const { by, ...change } of [...this.early, ...(this.since ?? [])]) this.apply(change, by);
  }

  private async deliver(message: ChatMessage): Promise<boolean> {
    const { key, to, replyTo, text } = message;
    try {
      if (to !== null && !this.people.isHere(to)) throw new Error('recipient left');
      const { id, sentAt } = await this.room.sendChat(text, { to: to ?? undefined, replyTo: replyTo ?? undefined });
      const same = identityOf({ from: message.from, id });
      // The server's copy may have been quicker than the answer.
      if (this.known.has(same)) this.store.patch({ messages: this.store.getSnapshot().messages.filter((one) => one.key !== key) });
      else this.change(key, this.withEarly({ ...message, id, sentAt, state: 'sent' }));
      this.known.add(same);
      return true;
    } catch {
      this.change(key, { state: 'failed' });
      return false;
    }
  }

  private received(text: ChatText): ChatMessage {
    const isLocal = text.from === this.self();
    return {
      ...text,
      key: identityOf(text),
      text: shownText(text.text, chatTextLimit),
      name: this.people.nameOf(text.from),
      isLocal,
      toName: text.to === null ? '' : this.people.nameOf(text.to),
      state: 'sent',
      reactions: [],
    };
  }

  private withEarly(message: ChatMessage): ChatMessage {
    const mine = this.early.filter((one) => one.id === message.id && mayReact(message, one.by));
    if (mine.length === 0) return message;
    this.early = this.early.filter((one) => !mine.includes(one));
    return { ...message, reactions: mine.reduce((all, one) => withReaction(all, one.by, one.emoji, one.on), message.reactions) };
  }

  /** False when there is no such message (yet). */
  private apply({ id, emoji, on }: ReactionChange, by: string): boolean {
    const message = this.store.getSnapshot().messages.find((one) => one.id === id && one.state === 'sent');
    if (message === undefined) return false;
    if (mayReact(message, by)) this.change(message.key, { reactions: withReaction(message.reactions, by, emoji, on) });
    return true;
  }

  private find(key: string): ChatMessage | undefined {
    return this.store.getSnapshot().messages.find((one) => one.key === key);
  }

  private change(key: string, change: Partial<ChatMessage>): void {
    const { messages } = this.store.getSnapshot();
    this.store.patch({ messages: messages.map((one) => (one.key === key ? { ...one, ...change } : one)) });
  }

  /** What goes is remembered as known: it must not come back as news. */
  private cut(messages: readonly ChatMessage[]): readonly ChatMessage[] {
    return messages.length > kept ? messages.slice(-kept) : messages;
  }
}

/** Reactions to a private message are those two people's own. */
function mayReact(message: ChatMessage, by: string): boolean {
  return message.to === null || by === message.from || by === message.to;
}
