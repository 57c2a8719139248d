import { openLevelMeter, type LevelMeter } from './levelMeter';

/**
 * How loud one's own microphone hears, also while it is muted: by a copy of its track that goes nowhere but into a meter. The copy
 * lives as long as the microphone is open, and opens nothing by itself.
 */
export class OwnLevel {
  private capture: MediaStreamTrack | null = null;
  private copy: MediaStreamTrack | null = null;
  private meter: LevelMeter | null = null;

  /** The microphone that is open now, or null once it is closed. */
  follow(capture: MediaStreamTrack | null): void {
    if (capture === this.capture) return;
    this.close();
    this.capture = capture;
  }

  /** From 0, silence, to 1, close to clipping; null while no microphone is open. */
  read(): number | null {
    if (this.capture === null) return null;
    if (this.copy === null) {
      this.copy = this.capture.clone();
      // A copy of a muted track is muted too.
      this.copy.enabled = true;
      this.meter = openLevelMeter(new MediaStream([this.copy]));
    }
    return this.meter?.read() ?? null;
  }

  private close(): void {
    this.meter?.close();
    this.copy?.stop();
    this.meter = null;
    this.copy = null;
  }
}
