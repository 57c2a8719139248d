import { RoomEvent, type Room as LiveKit, type TextStreamReader } from 'livekit-client';
import { chatTextLimit, readLegacyChat } from './chatFormat';
import type { ChatOptions, ChatText } from './room';

/** Where LiveKit's own components send chat: text streams on the first, JSON packets of older versions on the second. */
const streamTopic = 'lk.chat';
export const legacyTopic = 'lk-chat-topic';

/** Longest id that is believed to be one. */
const idLimit = 64;

/** Uncompressed, since the server reads the public ones for those who come late, and they are short. */
export async function sendChat(room: LiveKit, text: string, { to, replyTo }: ChatOptions = {}): Promise<ChatText> {
  const attributes = { ...(to !== undefined && { to }), ...(replyTo !== undefined && { replyTo }) };
  const info = await room.localParticipant.sendText(text, { topic: streamTopic, compress: false, attributes, ...(to !== undefined && { destinationIdentities: [to] }) });
  return { id: info.id, from: room.localParticipant.identity, text, sentAt: info.timestamp, to: to ?? null, replyTo: replyTo ?? null };
}

/** Understands the three forms that LiveKit clients use. */
export function receiveChat(room: LiveKit, receive: (message: ChatText) => void): void {
  room.registerTextStreamHandler(streamTopic, (reader, sender) => {
    readStart(reader, chatTextLimit)
      .then((text) => {
        const { id, timestamp, attributes = {} } = reader.info;
        // Whatever names somebody else, and still is here, is known to more than that one person.
        const to = attributes.to === room.localParticipant.identity ? attributes.to : null;
        const replyTo = attributes.replyTo ?? '';
        receive({ id, from: sender.identity, text, sentAt: timestamp, to, replyTo: replyTo !== '' && replyTo.length <= idLimit ? replyTo : null });
      })
      // The sender left in the middle of its message; half a message is none.
      .catch(() => {});
  });
  room.on(RoomEvent.ChatMessage, (message, participant) => {
    if (participant === undefined || participant.isLocal) return;
    receive({ id: message.id, from: participant.identity, text: message.message.slice(0, chatTextLimit), sentAt: message.timestamp, to: null, replyTo: null });
  });
  room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
    if (topic !== legacyTopic || participant === undefined) return;
    const message = readLegacyChat(payload);
    if (message !== null) receive({ ...message, from: participant.identity });
  });
}

/** Others may run a client that knows no limit: what is beyond it is not even read. */
async function readStart(reader: TextStreamReader, limit: number): Promise<string> {
  let text = '';
  for await (const part of reader) {
    text += part;
    if (text.length >= limit) break;
  }
  return text.slice(0, limit);
}
