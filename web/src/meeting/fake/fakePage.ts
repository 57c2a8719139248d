import type { Chime } from '../../client/chime';
import { loadPreferences, type Preferences } from '../../client/preferences';
import type { PagePort } from '../../client/page';

/** A browser that plays nothing and says what it was asked. */
export class FakePage implements PagePort {
  readonly played: [Chime, number][] = [];
  phone = false;
  private change: Partial<Preferences> = {};
  readonly done = new Set<string>();

  prefer(change: Partial<Preferences>): void {
    this.change = { ...this.change, ...change };
  }

  preferences(): Preferences {
    return { ...loadPreferences(), ...this.change };
  }

  play(chime: Chime, volume: number): void {
    this.played.push([chime, volume]);
  }

  isPhone(): boolean {
    return this.phone;
  }
}
