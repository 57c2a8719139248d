import type { Participant, Room } from '../client/room';
import type { RoomStats } from '../client/roomStats';

/** Samples without a packet that are too many: at two seconds each, more than five seconds. */
const tooMany = 3;

/**
 * Notices that somebody with an open microphone is not heard here while others are: a subscription that failed on the
 * way leaves no other trace. Asks for the sound again once, then tells.
 */
export class AudioWatch {
  private readonly silent = new Map<string, { samples: number; renewed: boolean; told: boolean }>();

  constructor(
    private readonly room: Pick<Room, 'renewSound'>,
    private readonly tell: (name: string) => void,
  ) {}

  observe(stats: RoomStats, people: readonly Participant[]): void {
    const flowing = stats.received.some((track) => track.packets > 0);
    const heard = new Set(stats.received.filter((track) => track.kind === 'microphone' && track.packets > 0).map((track) => track.identity));
    const open = new Set<string>();
    for (const one of people) {
      // Even a silent microphone sends a few packets each second. Who lost the server is not looked for.
      if (one.isLocal || !one.microphoneOn || one.link === 'lost') continue;
      open.add(one.identity);
      if (heard.has(one.identity)) this.silent.delete(one.identity);
      else if (flowing) this.count(one);
    }
    for (const identity of this.silent.keys()) if (!open.has(identity)) this.silent.delete(identity);
  }

  private count(one: Participant): void {
    const state = this.silent.get(one.identity) ?? { samples: 0, renewed: false, told: false };
    this.silent.set(one.identity, state);
    state.samples++;
    if (state.samples < tooMany) return;
    if (!state.renewed) {
      state.renewed = true;
      state.samples = 0;
      this.room.renewSound(one.identity);
    } else if (!state.told) {
      state.told = true;
      this.tell(one.name);
    }
  }
}
