import { noLimits, type ReceiveLimits } from './receive';
import type { Strain, Strains } from './strain';

/**
 * What is given up, one after the other, the least missed first. Sound is on no step, and one's own picture is the last:
 * the others miss it, and only they.
 */
export const steps = ['all', 'no-effects', 'fewer', 'few', 'speaker', 'sound', 'own-small', 'own-off'] as const;
export type Step = (typeof steps)[number];
export type Trouble = 'machine' | 'network' | 'upload';

/** What there is to give up. */
export interface Scene {
  readonly effects: boolean;
  /** Pictures of others' cameras that are on. */
  readonly cameras: number;
  readonly ownCamera: boolean;
}

export interface Decision {
  /** Index in `steps`, for what machine and network can take in. */
  readonly level: number;
  /** Index in `ownSteps`, for what the network can take out. */
  readonly own: number;
  /** Why; null while nothing is given up. */
  readonly trouble: Trouble | null;
  readonly taking: Pace;
  readonly sending: Pace;
}

/** How long things have gone badly or well, for one of the two directions. */
interface Pace {
  /** Grows with every bad sample, twice as fast with very bad ones; a good one takes half of enough away. */
  readonly badness: number;
  readonly calmSince: number | null;
  /** Nothing more is given up before this: what was given up last must have shown its effect. */
  readonly settledAt: number;
  /** When something came back, unless it had to go again since. */
  readonly lastReturn: number | null;
  /** How long it must go well before something comes back. Doubles when that was too early. */
  readonly patience: number;
}

const ownSteps = ['all', 'own-small', 'own-off'] as const;

/** Badness at which a step is taken: three very bad samples, or six bad ones. */
const enough = 6;
/** Milliseconds that a step needs to show its effect. */
const settling = 8000;
const firstPatience = 20_000;
const longestPatience = 320_000;
/** A step that came back and had to go again within this time, in milliseconds, came back too early. */
const relapse = 60_000;

const fresh: Pace = { badness: 0, calmSince: null, settledAt: 0, lastReturn: null, patience: firstPatience };
export const undecided: Decision = { level: 0, own: 0, trouble: null, taking: fresh, sending: fresh };

/** What follows from one more sample. Pure: time comes with it. */
export function decide(before: Decision, strains: Strains, scene: Scene, now: number): Decision {
  // A picture shrinks with the way out by itself (congestion control): only what is left of it is decided here, and later.
  const taking = pace(before.taking, worse(strains.machine, strains.download), before.level > 0, now, enough);
  const sending = pace(before.sending, strains.upload, before.own > 0, now, enough * 2);
  const level = taking.move > 0 ? higher(before.level, scene, strains.machine >= strains.download) : taking.move < 0 ? lower(before.level, before.trouble) : before.level;
  const own = sending.move > 0 ? (scene.ownCamera || before.own > 0 ? Math.min(before.own + 1, ownSteps.length - 1) : before.own) : sending.move < 0 ? Math.max(0, before.own - 1) : before.own;
  return { level, own, trouble: reason(before, level, own, strains), taking: taking.pace, sending: sending.pace };
}

/** What may be received on a step. */
export function limitsOf(level: number): ReceiveLimits {
  const step = steps[level] ?? 'all';
  switch (step) {
    case 'all':
    case 'no-effects':
      return noLimits;
    case 'fewer':
      return { tiles: 9, height: 360, cameras: 'all' };
    case 'few':
      return { tiles: 4, height: 180, cameras: 'all' };
    case 'speaker':
      return { tiles: 1, height: 360, cameras: 'speaker' };
    default:
      return { tiles: 0, height: 180, cameras: 'none' };
  }
}

/** What becomes of one's own picture, by whichever of the two asks for more. */
export function ownPicture({ level, own }: Pick<Decision, 'level' | 'own'>): 'all' | 'own-small' | 'own-off' {
  const byLevel = Math.max(0, level - steps.indexOf('sound'));
  return ownSteps[Math.max(byLevel, own)] ?? 'own-off';
}

function pace(before: Pace, strain: Strain, below: boolean, now: number, limit: number): { pace: Pace; move: -1 | 0 | 1 } {
  const badness = strain === 0 ? Math.max(0, before.badness - 3) : Math.min(limit, before.badness + strain);
  const calmSince = strain > 0 ? null : (before.calmSince ?? now);
  if (badness >= limit && now >= before.settledAt) {
    const cameBack = before.lastReturn !== null;
    const tooEarly = cameBack && now - (before.lastReturn ?? 0) < relapse;
    const patience = tooEarly ? Math.min(before.patience * 2, longestPatience) : cameBack ? firstPatience : before.patience;
    return { move: 1, pace: { badness: 0, calmSince, settledAt: now + settling, patience, lastReturn: null } };
  }
  if (below && calmSince !== null && now - calmSince >= before.patience) {
    return { move: -1, pace: { ...before, badness: 0, calmSince: now, settledAt: now + settling, lastReturn: now } };
  }
  return { move: 0, pace: { ...before, badness, calmSince } };
}

/** The next step that gives up something that is there. */
function higher(level: number, scene: Scene, machine: boolean): number {
  for (let next = level + 1; next < steps.length; next++) {
    const step = steps[next];
    const helps =
      step === 'no-effects' ? machine && scene.effects : step === 'own-small' || step === 'own-off' ? scene.ownCamera : step === 'speaker' ? scene.cameras > 1 : scene.cameras > 0;
    if (helps) return next;
  }
  return level;
}

/** Back by one, past the effects if they were not taken. */
function lower(level: number, trouble: Trouble | null): number {
  const next = Math.max(0, level - 1);
  return steps[next] === 'no-effects' && trouble !== 'machine' ? 0 : next;
}

function reason(before: Decision, level: number, own: number, strains: Strains): Trouble | null {
  if (level === 0 && own === 0) return null;
  if (level > before.level) return strains.machine >= strains.download ? 'machine' : 'network';
  if (own > before.own) return 'upload';
  if (level === 0) return 'upload';
  return before.trouble === 'upload' && own === 0 ? 'network' : before.trouble;
}

function worse(a: Strain, b: Strain): Strain {
  return a > b ? a : b;
}
