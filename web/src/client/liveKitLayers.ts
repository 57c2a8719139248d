import { RoomEvent, Track, type LocalTrackPublication, type Room as LiveKit } from 'livekit-client';
import type { MediaSettings } from './mediaSettings';
import { bitrateOf, layersNow, lowerLayers, type SentLayer } from './sentLayers';

/** The library publishes a picture that is smaller on both sides in one layer, in pixels. */
const smallestLayered = 480;

/**
 * For whoever's network is slow the server leaves out frames, of which the third layer has half and the second a quarter: a shared screen
 * stays sharp, and a camera loses neither its size nor all of its picture.
 */
const frameLayers = 'L1T3';

/** Not in the browser's types yet (W3C Scalable Video Coding Extension for WebRTC). */
type Layer = Partial<SentLayer> & { readonly scalabilityMode?: string };

/**
 * Encodes those layers of one's own pictures that somebody wants (dynacast). In place of the library's: that one switches layers on
 * that carry nothing since the camera's picture became smaller, and forgets all of them when it became much smaller.
 */
export class LiveKitLayers {
  /** By track, for each layer from the smallest, whether anybody wants it. */
  private readonly asked = new Map<string, readonly boolean[]>();
  /** Heights of the layers as they were published. */
  private readonly declared = new WeakMap<RTCRtpSender, readonly number[]>();
  private settings: MediaSettings | null = null;
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly room: LiveKit) {
    room.engine.on('subscribedQualityUpdate', ({ trackSid, subscribedQualities }) => {
      const asked: boolean[] = [];
      for (const { quality, enabled } of subscribedQualities) asked[quality] = enabled;
      this.asked.set(trackSid, asked);
      const publication = this.room.localParticipant.getTrackPublications().find((one) => one.trackSid === trackSid);
      if (publication !== undefined) void this.settle(publication as LocalTrackPublication);
    });
    // The server may have answered before the library knew of the publication.
    room.on(RoomEvent.LocalTrackPublished, (publication) => void this.settle(publication));
  }

  /** The camera's picture is published, or has changed. */
  apply(publication: LocalTrackPublication, settings: MediaSettings): Promise<void> {
    this.settings = settings;
    return this.settle(publication);
  }

  /** Whether a picture deserves layers, and was published without. */
  needsMore(publication: LocalTrackPublication, track: MediaStreamTrack, { height, frameRate }: MediaSettings): boolean {
    const { width = 0, height: high = 0 } = track.getSettings();
    const isLarge = Math.max(width, high) >= smallestLayered && lowerLayers(height, frameRate).length > 0;
    return isLarge && publication.track?.sender?.getParameters().encodings.length === 1;
  }

  /** What was asked of a sender must be its newest state: one change after the other. */
  private settle(publication: LocalTrackPublication): Promise<void> {
    this.queue = this.queue.then(() => this.send(publication)).catch(() => {
      // A sender that was closed meanwhile has nothing to send.
    });
    return this.queue;
  }

  private async send(publication: LocalTrackPublication): Promise<void> {
    const sender = publication.track?.sender;
    if (sender === undefined) return;
    const parameters = sender.getParameters();
    const { encodings } = parameters;
    const layers: readonly Layer[] = publication.source === Track.Source.Camera ? this.camera(sender, encodings, publication) : onlyAsked(encodings, this.asked.get(publication.trackSid));
    const isPicture = publication.source === Track.Source.Camera || publication.source === Track.Source.ScreenShare;
    const wanted = isPicture ? layers.map((one) => ({ ...one, scalabilityMode: frameLayers })) : layers;
    if (encodings.every((one, index) => isSame(one, wanted[index]))) return;
    parameters.encodings = encodings.map((one, index) => ({ ...one, ...wanted[index] }));
    await sender.setParameters(parameters);
  }

  private camera(sender: RTCRtpSender, encodings: readonly RTCRtpEncodingParameters[], publication: LocalTrackPublication): readonly Layer[] {
    const size = sender.track?.getSettings();
    // A telephone held upright sends a picture that is higher than wide.
    const height = Math.min(size?.width ?? Infinity, size?.height ?? Infinity);
    const { settings } = this;
    if (settings === null || !Number.isFinite(height) || height === 0) return onlyAsked(encodings, this.asked.get(publication.trackSid));
    let declared = this.declared.get(sender);
    if (declared === undefined) {
      declared = encodings.map((one) => height / (one.scaleResolutionDownBy ?? 1));
      this.declared.set(sender, declared);
    }
    return layersNow(declared, height, bitrateOf(settings.height), settings.frameRate, this.asked.get(publication.trackSid) ?? null);
  }
}

function onlyAsked(encodings: readonly RTCRtpEncodingParameters[], asked: readonly boolean[] | undefined): readonly Layer[] {
  return encodings.map((_, index) => (asked === undefined ? {} : { active: encodings.length === 1 ? asked.includes(true) : asked[index] === true }));
}

function isSame(encoding: RTCRtpEncodingParameters & Layer, wanted: Layer | undefined): boolean {
  return wanted === undefined || (Object.keys(wanted) as (keyof Layer)[]).every((key) => encoding[key] === wanted[key]);
}
