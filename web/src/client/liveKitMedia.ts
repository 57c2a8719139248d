import { AudioPresets, Track, VideoPreset, type LocalTrackPublication, type Room as LiveKit, type TrackPublishOptions } from 'livekit-client';
import { LiveKitLayers } from './liveKitLayers';
import type { Side, TrackSink } from './localSide';
import type { MediaSettings } from './mediaSettings';
import { bitrateOf, lowerLayers } from './sentLayers';

const sources = { microphone: Track.Source.Microphone, camera: Track.Source.Camera } as const;

/** Publishes one's own tracks as they are given: the library neither opens nor restarts devices. */
export class LiveKitSink implements TrackSink {
  /** The track that each side is published with as music, or not: that cannot be changed later. */
  private music = false;
  private readonly layers: LiveKitLayers;

  constructor(private readonly room: LiveKit) {
    this.layers = new LiveKitLayers(room);
  }

  async send(side: Side, track: MediaStreamTrack, settings: MediaSettings, on: boolean): Promise<void> {
    let publication = this.publication(side);
    if (side === 'microphone' && publication?.track !== undefined && this.music !== settings.music) {
      await this.room.localParticipant.unpublishTrack(publication.track, false);
      publication = undefined;
    }
    // Layers are agreed with the server when a picture is published: one that had none and is large now gets them by beginning anew.
    if (side === 'camera' && publication?.track !== undefined && this.layers.needsMore(publication, track, settings)) {
      await this.room.localParticipant.unpublishTrack(publication.track, false);
      publication = undefined;
    }
    const published = publication?.track;
    if (publication === undefined || published === undefined) {
      const fresh = await this.room.localParticipant.publishTrack(track, { source: sources[side], ...options(side, settings) });
      this.music = side === 'microphone' ? settings.music : this.music;
      if (side === 'camera') await this.layers.apply(fresh, settings);
      if (!on) await fresh.mute();
      return;
    }
    if (published.mediaStreamTrack !== track) await published.replaceTrack(track, true);
    if (side === 'camera') await this.layers.apply(publication, settings);
    if (on) await publication.unmute();
  }

  async mute(side: Side): Promise<void> {
    await this.publication(side)?.mute();
  }

  state(side: Side): 'none' | 'muted' | 'sent' {
    const publication = this.publication(side);
    return publication?.track === undefined ? 'none' : publication.isMuted ? 'muted' : 'sent';
  }

  private publication(side: Side): LocalTrackPublication | undefined {
    return this.room.localParticipant.getTrackPublication(sources[side]);
  }
}

function options(side: Side, { height, frameRate, music }: MediaSettings): TrackPublishOptions {
  if (side === 'camera') {
    return {
      videoEncoding: { maxBitrate: bitrateOf(height), maxFramerate: frameRate },
      videoSimulcastLayers: lowerLayers(height, frameRate).map((one) => new VideoPreset((one.height * 16) / 9, one.height, one.bitrate, one.frameRate)),
    };
  }
  return music ? { audioPreset: AudioPresets.musicHighQualityStereo, dtx: false, forceStereo: true } : {};
}

/** Which side a source of the library is; null for a shared screen. */
export function sideOf(source: Track.Source): Side | null {
  return source === Track.Source.Camera ? 'camera' : source === Track.Source.Microphone ? 'microphone' : null;
}
