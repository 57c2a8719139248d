import type { SoundPort } from '../client/soundCheck';
import { Store } from './store';

export interface SoundCheckState {
  readonly doing: 'nothing' | 'testing' | 'recording' | 'playing';
  readonly failed: boolean;
}

/** How long one speaks before one hears oneself, in milliseconds. */
export const echoLength = 4000;

/** Trying the loudspeaker, and hearing oneself as the others will. One thing at a time. */
export class SoundCheck {
  readonly store = new Store<SoundCheckState>({ doing: 'nothing', failed: false });

  constructor(private readonly port: SoundPort) {}

  testSpeaker(speakerId: string | null): Promise<void> {
    return this.attempt('testing', () => this.port.playTest(speakerId));
  }

  hearMyself(stream: MediaStream, speakerId: string | null): Promise<void> {
    return this.attempt('recording', async () => {
      const recording = await this.port.record(stream, echoLength);
      this.store.patch({ doing: 'playing' });
      await this.port.play(recording, speakerId);
    });
  }

  private async attempt(doing: 'testing' | 'recording', act: () => Promise<void>): Promise<void> {
    if (this.store.getSnapshot().doing !== 'nothing') return;
    this.store.set({ doing, failed: false });
    try {
      await act();
      this.store.set({ doing: 'nothing', failed: false });
    } catch {
      this.store.set({ doing: 'nothing', failed: true });
    }
  }
}
