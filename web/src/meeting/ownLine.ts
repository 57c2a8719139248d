import type { LinkCause, Participant } from '../client/room';
import { Store } from './store';
import { lossOf, lossOut, strainsOf } from './strain';
import type { VitalSigns } from './vitals';

/**
 * What is wrong with one's own call, the first that applies: packets are lost; the server paused pictures because the way here does not
 * carry them; the way is slow; the machine is; the way is a detour; or somebody else's network is bad, which one might take for one's own.
 */
export const lineCauses = ['losing', 'paused', 'slow', 'machine', 'detour', 'theirs'] as const;
export type LineCause = (typeof lineCauses)[number];

export interface OwnLineState {
  /** What to say now; null while all is well, or what there is to say was read. */
  readonly cause: LineCause | null;
  /** Who it is about, with `theirs`. */
  readonly name: string;
  /** The server's port for UDP, with `detour`; null when it is not known. */
  readonly port: number | null;
}

/** Samples in a row, two seconds each, that begin it and that end it. */
const toBegin: Record<LineCause, number> = { losing: 2, paused: 1, slow: 3, machine: 4, detour: 5, theirs: 4 };
const toEnd: Record<LineCause, number> = { losing: 4, paused: 2, slow: 5, machine: 5, detour: 1, theirs: 5 };

/** Shares of lost packets: above is bad, below is well again, between is as it was. */
const muchLoss = 0.05;
const littleLoss = 0.02;
/** A detour is told for so many samples, and not again in this call. */
const detourTold = 15;
/** A trouble that was told for so many samples gives way to a graver one: a machine that is always slow must not hide a network that fails. */
const longTold = 8;
/** With more people somebody's network is always bad. */
const fewOthers = 3;

const quiet: OwnLineState = { cause: null, name: '', port: null };

/** One calm line about one's own connection, which neither flickers nor repeats itself. */
export class OwnLine {
  readonly store = new Store<OwnLineState>(quiet);
  /** How many samples in a row were bad; negative: well. */
  private readonly runs = new Map<LineCause, number>();
  private readonly active = new Set<LineCause>();
  /** What was read: it is not said again before it has ended. */
  private readonly read = new Set<LineCause>();
  private detourSamples = 0;
  /** For how many samples what is said now was said. */
  private told = 0;
  private name = '';

  /** One more look at the call. */
  observe(signs: VitalSigns, people: readonly Participant[], causeOf: (identity: string) => LinkCause | null): void {
    const bad = this.judge(signs, people, causeOf);
    for (const cause of lineCauses) this.count(cause, bad[cause]);
    if (this.active.has('detour') && ++this.detourSamples > detourTold) this.read.add('detour');
    this.show(signs.stats.route.serverPort);
  }

  /** The person has seen it. */
  acknowledge(): void {
    const { cause } = this.store.getSnapshot();
    if (cause === null) return;
    this.read.add(cause);
    this.show(null);
  }

  /** The connection is gone, or new: what was measured says nothing any more. */
  reset(): void {
    this.runs.clear();
    this.active.clear();
    this.store.set(quiet);
  }

  /** Whether each cause is bad in this sample; null where the sample does not say. */
  private judge(signs: VitalSigns, people: readonly Participant[], causeOf: (identity: string) => LinkCause | null): Record<LineCause, boolean | null> {
    const { sent, received, route } = signs.stats;
    const strains = strainsOf(signs);
    const lost = Math.max(lossOf(received), lossOut(sent));
    const losing = lost > muchLoss ? true : lost < littleLoss ? false : null;
    const others = people.filter((one) => !one.isLocal);
    const weak = others.filter((one) => causeOf(one.identity) === 'theirs');
    const ownIsBad = people.some((one) => one.isLocal && (one.link === 'poor' || one.link === 'lost' || causeOf(one.identity) !== null));
    this.name = weak[0]?.name ?? this.name;
    return {
      losing,
      paused: others.some((one) => one.cameraPaused || one.screenPaused),
      slow: losing !== true && (strains.download > 0 || strains.upload > 0),
      machine: strains.machine > 0,
      detour: route.protocol === null ? null : route.protocol === 'tcp' || route.relayed,
      theirs: others.length <= fewOthers && weak.length === 1 && !ownIsBad,
    };
  }

  private count(cause: LineCause, bad: boolean | null): void {
    if (bad === null) return;
    const run = this.runs.get(cause) ?? 0;
    const next = bad ? Math.max(1, run + 1) : Math.min(-1, run - 1);
    this.runs.set(cause, next);
    if (next >= toBegin[cause]) this.active.add(cause);
    if (next > -toEnd[cause]) return;
    this.active.delete(cause);
    if (cause !== 'detour') this.read.delete(cause);
  }

  private show(port: number | null): void {
    const before = this.store.getSnapshot();
    const open = lineCauses.filter((cause) => this.active.has(cause) && !this.read.has(cause));
    // What is said stays until it ends, or has long been read: two troubles at once do not take turns. The last two are no trouble, and give way.
    const stays =
      before.cause !== null && open.includes(before.cause) && before.cause !== 'detour' && before.cause !== 'theirs' && this.told < longTold;
    const cause = stays ? before.cause : (open[0] ?? null);
    this.told = cause === before.cause ? this.told + 1 : 0;
    this.store.patch({ cause, name: cause === 'theirs' ? this.name : '', port: cause === 'detour' ? (port ?? before.port) : null });
  }
}
