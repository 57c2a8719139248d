import type { ChatCopy } from '../client/meetingApi';
import type { ChatOptions, ChatText, Room } from '../client/room';
import { reactionTopic as chatReactionTopic } from './chatReactions';

const chatTopic = 'lk.chat';

/**
 * Sends like the room, and hands the server a copy of what it keeps for those who come late, where it asks for that: a media server
 * elsewhere does not let it listen. What is for one person alone is never copied, and a copy that is not taken harms nothing.
 */
export class KeptCopies implements Pick<Room, 'sendChat' | 'sendData'> {
  constructor(
    private readonly room: Pick<Room, 'sendChat' | 'sendData'>,
    private readonly keep: (copy: Omit<ChatCopy, 'identity'>) => Promise<void>,
    private readonly wanted: () => boolean,
  ) {}

  async sendChat(text: string, options?: ChatOptions): Promise<ChatText> {
    const sent = await this.room.sendChat(text, options);
    if (sent.to === null) this.copy({ topic: chatTopic, id: sent.id, text, ...(sent.replyTo !== null && { replyTo: sent.replyTo }) });
    return sent;
  }

  async sendData(topic: string, value: unknown, to: readonly string[] = []): Promise<void> {
    await this.room.sendData(topic, value, to);
    if (topic === chatReactionTopic && to.length === 0) this.copy({ topic, id: '', text: JSON.stringify(value) });
  }

  private copy(copy: Omit<ChatCopy, 'identity'>): void {
    if (this.wanted()) this.keep(copy).catch(() => {});
  }
}
