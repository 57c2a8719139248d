import { ParticipantKind, RoomEvent, type Room as LiveKit, type TextStreamReader } from 'livekit-client';
import type { CaptionText } from './room';

/** Where LiveKit's agents write what they hear; older ones send transcription packets. */
const streamTopic = 'lk.transcription';
const attribute = { final: 'lk.transcription_final', segment: 'lk.segment_id', track: 'lk.transcribed_track_id' };

/** Longest caption that is kept, in UTF-16 units: several minutes without a breath. */
const captionLimit = 4000;

/** Understands both forms. A packet is the server's word on who spoke: it carries those of agents only. */
export function receiveCaptions(room: LiveKit, receive: (caption: CaptionText) => void): void {
  room.on(RoomEvent.TranscriptionReceived, (segments, participant) => {
    if (participant === undefined) return;
    for (const { id, text, final, language } of segments) receive({ id, from: participant.identity, text: text.slice(0, captionLimit), final, language });
  });
  room.registerTextStreamHandler(streamTopic, (reader, sender) => {
    // A stream that breaks off leaves what has been heard of it.
    readCaption(reader, speakerOf(room, sender.identity, reader.info.attributes?.[attribute.track]), receive).catch(() => {});
  });
}

async function readCaption(reader: TextStreamReader, from: string, receive: (caption: CaptionText) => void): Promise<void> {
  const id = reader.info.attributes?.[attribute.segment] ?? reader.info.id;
  const is = (text: string, final: boolean): CaptionText => ({ id, from, text, final, language: '' });
  let text = '';
  for await (const part of reader) {
    text += part;
    receive(is(text.slice(0, captionLimit), false));
    if (text.length >= captionLimit) break;
  }
  // The end of a stream may say what its beginning could not know.
  if (reader.info.attributes?.[attribute.final] === 'true') receive(is(text.slice(0, captionLimit), true));
}

/** An agent writes for whose track it heard; everybody else speaks for themselves only. */
function speakerOf(room: LiveKit, sender: string, track: string | undefined): string {
  if (track === undefined || room.remoteParticipants.get(sender)?.kind !== ParticipantKind.AGENT) return sender;
  const everybody = [room.localParticipant, ...room.remoteParticipants.values()];
  return everybody.find((one) => one.trackPublications.has(track))?.identity ?? sender;
}
