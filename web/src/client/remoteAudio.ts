import type { Track } from 'livekit-client';
import { Amplifier } from './amplifier';

/** Plays what others say. The elements live outside the screens, so that no change of layout interrupts a voice. */
export class RemoteAudio {
  private readonly elements = new Map<Track, HTMLMediaElement>();
  private readonly volumes = new Map<Track, number>();
  private readonly amplifier = new Amplifier();

  play(track: Track): void {
    if (this.elements.has(track)) return;
    const element = track.attach();
    element.dataset.testid = 'remote-audio';
    element.hidden = true;
    document.body.append(element);
    this.elements.set(track, element);
    this.sound(track, element);
  }

  stop(track: Track): void {
    const element = this.elements.get(track);
    if (element === undefined) return;
    this.amplifier.stop(element);
    track.detach(element);
    element.remove();
    this.elements.delete(track);
    this.volumes.delete(track);
  }

  stopAll(): void {
    for (const track of [...this.elements.keys()]) this.stop(track);
    this.amplifier.close();
  }

  /** 1 plays a track as it was sent, 0 not at all; above 1 it is amplified, up to 2. May be said before it plays. */
  setVolume(track: Track, volume: number): void {
    this.volumes.set(track, volume);
    const element = this.elements.get(track);
    if (element !== undefined) this.sound(track, element);
  }

  /** Amplified sound has to follow where the elements play. */
  useSpeaker(deviceId: string): void {
    this.amplifier.useSpeaker(deviceId);
  }

  private sound(track: Track, element: HTMLMediaElement): void {
    const volume = this.volumes.get(track) ?? 1;
    element.volume = Math.min(1, volume);
    this.amplifier.set(element, track.mediaStreamTrack, volume);
  }
}
