import { RoomEvent, type Room as LiveKit } from 'livekit-client';
import type { SystemMessage } from './room';
import { readSystemMessage, systemTopic } from './serverFacts';

/**
 * Hears what the server itself says. The media server writes the sender's identity into everything that participants send, so an
 * empty one is the server's. That `participant` is undefined would not be enough: somebody may send before we know of them.
 */
export function receiveSystem(room: LiveKit, receive: (message: SystemMessage) => void): void {
  room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic, _encryption, senderIdentity) => {
    if (topic !== systemTopic || participant !== undefined || senderIdentity !== '') return;
    const message = readSystemMessage(new TextDecoder().decode(payload));
    if (message !== null) receive(message);
  });
}
