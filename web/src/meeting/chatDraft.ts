import type { Chat, ChatMessage } from './chat';
import { Store } from './store';

export interface ChatDraftState {
  readonly text: string;
  /** Whom the message is for; null for everybody. */
  readonly to: string | null;
  readonly toName: string;
  /** Whether that person is still here. */
  readonly reachable: boolean;
  /** Key of the message that is answered. */
  readonly replyTo: string | null;
}

/**
 * What is being written, and for whom. Words never go to somebody else than they were written for: answering a private message
 * puts what was being written aside, and a recipient who leaves does not become everybody.
 */
export class ChatDraft {
  readonly store = new Store<ChatDraftState>({ text: '', to: null, toName: '', reachable: true, replyTo: null });
  private readonly aside = new Map<string | null, string>();

  constructor(
    private readonly chat: Chat,
    private readonly nameOf: (identity: string) => string,
  ) {}

  write(text: string): void {
    this.store.patch({ text });
  }

  /** The writer chooses whom the words are for; what is written already goes along. */
  choose(to: string | null): void {
    this.address(to, this.store.getSnapshot().text, null);
  }

  /** Begins a private message, from somebody's menu. */
  writeTo(identity: string): void {
    this.turnTo(identity, null);
  }

  /** Back to everybody; what was meant for one person is put aside. */
  writeToAll(): void {
    this.turnTo(null, null);
  }

  answer(message: ChatMessage): void {
    if (message.state !== 'sent') return;
    const { to } = this.store.getSnapshot();
    const other = message.isLocal ? message.to : message.from;
    // An answer to everybody may stay among two people; one to a private message never leaves them.
    this.turnTo(message.to === null ? to : other, message.key);
  }

  stopAnswering(): void {
    this.store.patch({ replyTo: null });
  }

  /** Somebody came, left or was renamed. */
  refresh(): void {
    const { to } = this.store.getSnapshot();
    if (to !== null) this.store.patch({ reachable: this.chat.reaches(to), toName: this.nameOf(to) });
  }

  /** False when nothing was sent; a failure stands in the list of messages. */
  async send(): Promise<boolean> {
    this.refresh();
    const { text, to, reachable, replyTo } = this.store.getSnapshot();
    if (text.trim() === '' || !reachable) return false;
    const answered = this.chat.store.getSnapshot().messages.find((one) => one.key === replyTo);
    this.store.patch({ text: '', replyTo: null });
    return this.chat.send(text, { to, replyTo: answered?.id ?? null });
  }

  private turnTo(to: string | null, replyTo: string | null): void {
    const before = this.store.getSnapshot();
    if (before.to === to) {
      this.store.patch({ replyTo });
      return;
    }
    this.aside.set(before.to, before.text);
    const text = this.aside.get(to) ?? '';
    this.aside.delete(to);
    this.address(to, text, replyTo);
  }

  private address(to: string | null, text: string, replyTo: string | null): void {
    this.store.patch({ to, text, replyTo, toName: to === null ? '' : this.nameOf(to), reachable: to === null || this.chat.reaches(to) });
  }
}
