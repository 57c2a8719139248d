import { RoomEvent as LiveKitEvent, Track, type RemoteTrackPublication, type Room as LiveKit } from 'livekit-client';
import type { VideoSource, WantedVideo } from './room';

/** After so many milliseconds without anybody looking, a picture is given up altogether: its decoder and its place in the connection are free. */
const forgottenAfter = 30_000;

const sourceOf: Partial<Record<Track.Source, VideoSource>> = { [Track.Source.Camera]: 'camera', [Track.Source.ScreenShare]: 'screen_share' };

/**
 * Receives the pictures that somebody looks at, and no other. What is not looked at any more is paused at once, so that it comes
 * back without negotiating, and unsubscribed when it stays unseen.
 */
export class LiveKitReceive {
  private wanted: ReadonlyMap<string, WantedVideo> = new Map();
  private readonly leaving = new Map<RemoteTrackPublication, ReturnType<typeof setTimeout>>();

  constructor(private readonly room: LiveKit) {
    const settle = (publication: RemoteTrackPublication, identity: string) => this.settle(publication, identity);
    room
      .on(LiveKitEvent.TrackPublished, (publication, from) => settle(publication, from.identity))
      .on(LiveKitEvent.TrackSubscribed, (_, publication, from) => settle(publication, from.identity))
      .on(LiveKitEvent.TrackUnpublished, (publication) => this.stay(publication))
      .on(LiveKitEvent.Connected, () => this.settleAll())
      .on(LiveKitEvent.Reconnected, () => this.settleAll())
      .on(LiveKitEvent.Disconnected, () => {
        for (const publication of [...this.leaving.keys()]) this.stay(publication);
      });
  }

  request(wanted: readonly WantedVideo[]): void {
    this.wanted = new Map(wanted.map((one) => [key(one.identity, one.source), one]));
    this.settleAll();
  }

  private settleAll(): void {
    for (const person of this.room.remoteParticipants.values()) {
      for (const publication of person.videoTrackPublications.values()) this.settle(publication as RemoteTrackPublication, person.identity);
    }
  }

  private settle(publication: RemoteTrackPublication, identity: string): void {
    const source = sourceOf[publication.source];
    if (source === undefined || publication.kind !== Track.Kind.Video) return;
    const wish = this.wanted.get(key(identity, source));
    if (wish === undefined) {
      this.pause(publication);
      return;
    }
    this.stay(publication);
    if (!publication.isDesired) publication.setSubscribed(true);
    publication.setEnabled(true);
    // The package keeps a size only for a track that has arrived; it is said again when it has.
    if (publication.track !== undefined) publication.setVideoDimensions({ width: wish.width, height: wish.height });
  }

  private pause(publication: RemoteTrackPublication): void {
    if (!publication.isDesired) return;
    publication.setEnabled(false);
    if (this.leaving.has(publication)) return;
    this.leaving.set(
      publication,
      setTimeout(() => {
        this.leaving.delete(publication);
        publication.setSubscribed(false);
      }, forgottenAfter),
    );
  }

  private stay(publication: RemoteTrackPublication): void {
    clearTimeout(this.leaving.get(publication));
    this.leaving.delete(publication);
  }
}

function key(identity: string, source: VideoSource): string {
  return `${source} ${identity}`;
}
