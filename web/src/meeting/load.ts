import type { Bandwidth } from '../client/preferences';
import { decide, limitsOf, ownPicture, steps, undecided, type Decision, type Step, type Trouble } from './loadDecision';
import { noLimits, type ReceiveLimits } from './receive';
import { Store } from './store';
import { strainsOf } from './strain';
import type { VitalSigns } from './vitals';

/** What the automatic mode may do to one's own media. */
export interface OwnMedia {
  effectsOn(): boolean;
  /** Takes effects away, or gives them back. */
  reduceEffects(reduced: boolean): void;
  cameraOn(): boolean;
  /** Sends a small and slow picture, or a normal one. */
  limitCamera(limited: boolean): void;
  cameraOff(): void;
}

export interface LoadState {
  readonly choice: Bandwidth;
  /** How far the automatic mode went. */
  readonly step: Step;
  readonly own: 'all' | 'own-small' | 'own-off';
  readonly trouble: Trouble | null;
  /** Whether the person has seen this much and does not need to be told again. */
  readonly acknowledged: boolean;
}

const few = steps.indexOf('few');
const sound = steps.indexOf('sound');

/** Keeps the sound of a call good on a weak machine or a weak network, by showing less, and says so. */
export class Load {
  readonly store: Store<LoadState>;
  private decision: Decision = undecided;

  constructor(
    private readonly limits: Store<ReceiveLimits>,
    private readonly own: OwnMedia,
    choice: Bandwidth,
    /** The greatest height of a camera's picture that the person wants to receive. */
    private tallest = Infinity,
  ) {
    this.store = new Store<LoadState>({ choice, step: 'all', own: 'all', trouble: null, acknowledged: false });
    limits.set(this.limitsNow());
  }

  /** The room is entered: what the choice means for one's own picture begins. */
  begin(): void {
    this.apply(undecided);
  }

  /** What the person wants, from now on. */
  choose(choice: Bandwidth): void {
    const before = this.store.getSnapshot();
    if (choice === before.choice) return;
    this.decision = undecided;
    this.store.patch({ choice });
    this.apply(undecided);
    if (choice === 'audio' && this.own.cameraOn()) this.own.cameraOff();
  }

  /** The greatest height of a camera's picture to receive, from now on. */
  receiveAtMost(height: number): void {
    this.tallest = height;
    this.limits.set(this.limitsNow());
  }

  /** Shows everything, whatever machine and network say, until another choice is made. */
  showAll(): void {
    this.choose('full');
  }

  acknowledge(): void {
    this.store.patch({ acknowledged: true });
  }

  /** One more look at the call. */
  observe(signs: VitalSigns, cameras: number, now: number): void {
    if (this.store.getSnapshot().choice === 'full') return;
    const scene = { effects: this.own.effectsOn(), cameras, ownCamera: this.own.cameraOn() };
    this.apply(decide(this.decision, strainsOf(signs), scene, now));
  }

  private apply(decision: Decision): void {
    const before = this.store.getSnapshot();
    this.decision = decision;
    const own = this.ownNow();
    const step = steps[decision.level] ?? 'all';
    const worse = decision.level > steps.indexOf(before.step) || (own !== before.own && own !== 'all');
    this.store.patch({ step, own, trouble: decision.trouble, acknowledged: worse ? false : before.acknowledged });
    const limits = this.limitsNow();
    if (!sameLimits(limits, this.limits.getSnapshot())) this.limits.set(limits);
    const reduced = decision.trouble === 'machine' && decision.level >= 1;
    const wasReduced = before.trouble === 'machine' && before.step !== 'all';
    if (reduced !== wasReduced) this.own.reduceEffects(reduced);
    if (own === before.own) return;
    if ((own === 'all') !== (before.own === 'all')) this.own.limitCamera(own !== 'all');
    // Only ever off: a camera is switched on by its person.
    if (own === 'own-off' && this.own.cameraOn()) this.own.cameraOff();
  }

  private limitsNow(): ReceiveLimits {
    const { choice } = this.store.getSnapshot();
    const floor = choice === 'audio' ? sound : choice === 'low' ? few : 0;
    const level = Math.max(floor, this.decision.level);
    const limits = level === 0 ? noLimits : limitsOf(level);
    return this.tallest < limits.height ? { ...limits, height: this.tallest } : limits;
  }

  private ownNow(): LoadState['own'] {
    const own = ownPicture(this.decision);
    const { choice } = this.store.getSnapshot();
    return own === 'all' && (choice === 'low' || choice === 'audio') ? 'own-small' : own;
  }
}

function sameLimits(a: ReceiveLimits, b: ReceiveLimits): boolean {
  return a.tiles === b.tiles && a.height === b.height && a.cameras === b.cameras;
}
