import { LocalTrack, Track, type Room as LiveKit } from 'livekit-client';
import type { RoomStats, TrackKind } from './roomStats';
import { signallingWay } from './signalling/signalling';
import { StatsReader, type StatsReport, type TrackOwner } from './statsReport';

const kinds: Partial<Record<Track.Source, TrackKind>> = {
  [Track.Source.Microphone]: 'microphone',
  [Track.Source.Camera]: 'camera',
  [Track.Source.ScreenShare]: 'screen_share',
  [Track.Source.ScreenShareAudio]: 'screen_share_audio',
};

/**
 * Measures a room. The library answers for one track at a time, and the browser then gathers everything for each of
 * them: the peer connections are asked once instead, whatever the number of people.
 */
export class LiveKitStats {
  private readonly reader = new StatsReader();

  constructor(private readonly room: LiveKit) {}

  async take(): Promise<RoomStats> {
    const { publisher, subscriber } = this.room.engine.pcManager ?? {};
    const reports = await Promise.all([publisher?.getStats(), subscriber?.getStats()].map((one) => one?.catch(() => undefined)));
    // Typed as maps of anything in the browser's own declarations.
    const media = this.reader.read(reports.filter((one) => one !== undefined) as readonly StatsReport[], this.owners(), performance.now());
    return { ...media, signalling: signallingWay()?.transport ?? null };
  }

  private owners(): ReadonlyMap<string, TrackOwner> {
    const owners = new Map<string, TrackOwner>();
    for (const participant of [this.room.localParticipant, ...this.room.remoteParticipants.values()]) {
      for (const publication of participant.trackPublications.values()) {
        const kind = kinds[publication.source];
        if (kind === undefined || publication.track === undefined) continue;
        const owner = { identity: participant.identity, kind };
        owners.set(publication.track.mediaStreamTrack.id, owner);
        // With an effect, or enhanced sound, what is sent is another track than the device's.
        const sent = publication.track instanceof LocalTrack ? publication.track.sender?.track : null;
        if (sent) owners.set(sent.id, owner);
      }
    }
    return owners;
  }
}
