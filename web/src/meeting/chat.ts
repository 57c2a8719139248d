import { chatTextLimit } from '../client/chatFormat';
import type { ChatText, Room } from '../client/room';
import { Store } from './store';

export { chatTextLimit };

export interface ChatMessage extends ChatText {
  readonly name: string;
  readonly isLocal: boolean;
}

export interface ChatState {
  readonly messages: readonly ChatMessage[];
  readonly unread: number;
  readonly open: boolean;
}

/** A talkative meeting of a day stays below this; beyond it the oldest messages go. */
const kept = 1000;

export class Chat {
  readonly store = new Store<ChatState>({ messages: [], unread: 0, open: false });

  constructor(
    private readonly room: Pick<Room, 'sendChat'>,
    private readonly nameOf: (identity: string) => string,
  ) {}

  receive(message: ChatText): void {
    this.add({ ...message, name: this.nameOf(message.from), isLocal: false });
  }

  /** Rejects when the message could not be sent; it is then not in the list. */
  async send(input: string): Promise<void> {
    const text = input.trim();
    if (text === '') return;
    const sent = await this.room.sendChat(text.slice(0, chatTextLimit));
    this.add({ ...sent, name: this.nameOf(sent.from), isLocal: true });
  }

  setOpen(open: boolean): void {
    const { unread } = this.store.getSnapshot();
    this.store.patch({ open, unread: open ? 0 : unread });
  }

  private add(message: ChatMessage): void {
    const { messages, unread, open } = this.store.getSnapshot();
    // The same message may arrive in two of the three forms, or again after a reconnection.
    if (messages.some((one) => one.id === message.id && one.from === message.from)) return;
    this.store.patch({
      messages: [...messages, message].slice(-kept),
      unread: open || message.isLocal ? unread : unread + 1,
    });
  }
}

export type ChatPart = { readonly kind: 'text' | 'link'; readonly text: string };

/** Splits a message so that its web addresses can be clicked. Only http and https become links. */
export function chatParts(text: string): readonly ChatPart[] {
  const parts: ChatPart[] = [];
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+/giu)) {
    // A full stop or a closing bracket after an address belongs to the sentence.
    const link = match[0].replace(/[.,;:!?'’»]+$/u, '').replace(/\)+$/u, (end) => (match[0].includes('(') ? end : ''));
    if (link.length <= 'https://'.length) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'link', text: link });
    from = match.index + link.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}
