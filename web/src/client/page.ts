import { playChime, type Chime } from './chime';
import { loadPreferences, type Preferences } from './preferences';

/** What a meeting asks of the browser around it, besides room and devices. */
export interface PagePort {
  preferences(): Preferences;
  /** `volume` goes from 0 to 1. */
  play(chime: Chime, volume: number): void;
  /** There is little room for news. */
  isPhone(): boolean;
  /** What happens once in the life of the page, and did. */
  readonly done: Set<string>;
}

export const browserPage: PagePort = {
  preferences: loadPreferences,
  play: playChime,
  isPhone: () => globalThis.matchMedia?.('(max-width: 620px), (max-height: 420px)').matches ?? false,
  done: new Set(),
};
