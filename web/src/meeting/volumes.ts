import type { Room, SoundSource } from '../client/room';
import { Store } from './store';

/** As loud as it gets: twice what was sent. */
export const loudest = 2;

/** How loud each person and each shared screen is heard here. What is not named plays as it was sent. */
export class Volumes {
  readonly store = new Store<ReadonlyMap<string, number>>(new Map());

  constructor(private readonly room: Pick<Room, 'setVolume'>) {}

  of(identity: string, source: SoundSource): number {
    return this.store.getSnapshot().get(key(identity, source)) ?? 1;
  }

  set(identity: string, source: SoundSource, volume: number): void {
    const kept = Math.min(loudest, Math.max(0, volume));
    if (kept === this.of(identity, source)) return;
    this.store.set(new Map(this.store.getSnapshot()).set(key(identity, source), kept));
    this.room.setVolume(identity, source, kept);
  }
}

function key(identity: string, source: SoundSource): string {
  return `${source} ${identity}`;
}
