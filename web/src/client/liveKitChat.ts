import { RoomEvent, type Room as LiveKit } from 'livekit-client';
import { chatTextLimit, readLegacyChat } from './chatFormat';
import type { ChatText } from './room';

/** Where LiveKit's own components send chat: text streams on the first, JSON packets of older versions on the second. */
const streamTopic = 'lk.chat';
const legacyTopic = 'lk-chat-topic';

export async function sendChat(room: LiveKit, text: string): Promise<ChatText> {
  const info = await room.localParticipant.sendText(text, { topic: streamTopic });
  return { id: info.id, from: room.localParticipant.identity, text, sentAt: info.timestamp };
}

/** Understands the three forms that LiveKit clients use. */
export function receiveChat(room: LiveKit, receive: (message: ChatText) => void): void {
  room.registerTextStreamHandler(streamTopic, (reader, sender) => {
    reader
      .readAll()
      .then((text) => receive({ id: reader.info.id, from: sender.identity, text: cut(text), sentAt: reader.info.timestamp }))
      // The sender left in the middle of its message; half a message is none.
      .catch(() => {});
  });
  room.on(RoomEvent.ChatMessage, (message, participant) => {
    if (participant === undefined || participant.isLocal) return;
    receive({ id: message.id, from: participant.identity, text: cut(message.message), sentAt: message.timestamp });
  });
  room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
    if (topic !== legacyTopic || participant === undefined) return;
    const message = readLegacyChat(payload);
    if (message !== null) receive({ ...message, from: participant.identity });
  });
}

/** Others may run a client that knows no limit. */
function cut(text: string): string {
  return text.length > chatTextLimit ? text.slice(0, chatTextLimit) : text;
}
