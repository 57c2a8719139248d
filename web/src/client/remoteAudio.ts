import type { Track } from 'livekit-client';

/** Plays what others say. The elements live outside the screens, so that no change of layout interrupts a voice. */
export class RemoteAudio {
  private readonly elements = new Map<Track, HTMLMediaElement>();

  play(track: Track): void {
    if (this.elements.has(track)) return;
    const element = track.attach();
    element.dataset.testid = 'remote-audio';
    element.hidden = true;
    document.body.append(element);
    this.elements.set(track, element);
  }

  stop(track: Track): void {
    const element = this.elements.get(track);
    if (element === undefined) return;
    track.detach(element);
    element.remove();
    this.elements.delete(track);
  }

  stopAll(): void {
    for (const track of [...this.elements.keys()]) this.stop(track);
  }
}
