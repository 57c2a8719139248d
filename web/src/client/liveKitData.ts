import { RoomEvent, type Room as LiveKit } from 'livekit-client';
import { readData } from './dataFormat';
import { legacyTopic } from './liveKitChat';
import { reservedTopics } from './serverFacts';

export async function sendData(room: LiveKit, topic: string, value: unknown, to: readonly string[] = []): Promise<void> {
  await room.localParticipant.publishData(new TextEncoder().encode(JSON.stringify(value)), { reliable: true, topic, destinationIdentities: [...to] });
}

/**
 * What the clients of other participants send. The media server writes the sender's identity into everything, also while we
 * do not know of them yet; what has none is the server's own and is read elsewhere.
 */
export function receiveData(room: LiveKit, receive: (topic: string, from: string, value: unknown) => void): void {
  room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic = '', _encryption, senderIdentity) => {
    const from = participant?.identity ?? senderIdentity ?? '';
    if (from === '' || topic === '' || topic === legacyTopic || topic.startsWith(reservedTopics)) return;
    const value = readData(payload);
    if (value !== undefined) receive(topic, from, value);
  });
}
