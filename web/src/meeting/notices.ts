import type { DeviceKind } from '../client/room';
import { shownLine, shownName } from '../client/shownText';
import { Store } from './store';

/** What happened, for a person: the screens say it in their language. */
export type NoticeKind =
  | 'joined'
  | 'left'
  | 'share-started'
  | 'reconnected'
  | 'no-sound'
  | 'microphone-failed'
  | 'camera-failed'
  | 'share-failed'
  | 'device-failed'
  | 'device-found'
  | 'device-returned'
  | 'speaking-muted'
  | 'pip-failed'
  | `${DeviceKind}-lost`
  | `${DeviceKind}-gone`
  | 'background-failed'
  | 'background-slow'
  | 'noise-failed'
  | 'noise-slow'
  | 'all-muted'
  | 'all-cameras-stopped'
  | 'all-shares-stopped'
  | 'asked-unmute'
  | 'microphone-stopped'
  | 'microphone-stopped-by'
  | 'camera-stopped'
  | 'camera-stopped-by'
  | 'screenShare-stopped'
  | 'screenShare-stopped-by'
  | 'role-participant'
  | 'role-member'
  | 'role-deputy'
  | 'role-coHost'
  | 'role-owner'
  | 'microphone-taken'
  | 'microphone-given'
  | 'camera-taken'
  | 'camera-given'
  | 'screenShare-taken'
  | 'screenShare-given'
  | 'chat-taken'
  | 'chat-given'
  | 'hand'
  | 'message'
  | 'message-private'
  | 'hand-speaking'
  | 'auto-muted'
  | 'reaction-failed'
  | 'hand-lowered'
  | 'locked'
  | 'unlocked'
  | 'spotlighted'
  | 'action-failed'
  | 'not-allowed';

export interface NoticeAction {
  readonly id: 'lower' | 'keep' | 'unmute' | 'read' | 'use' | 'silence';
  readonly run: () => void;
}

export interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly name: string;
  /** Whom it is about: it goes when they go. */
  readonly from: string | null;
  readonly text: string;
  /** What can be done about it. */
  readonly actions: readonly NoticeAction[];
}

export interface NoticeOptions {
  readonly from?: string;
  readonly text?: string;
  readonly actions?: readonly NoticeAction[];
  /** Milliseconds. */
  readonly shownFor?: number;
  /** Called when nobody did anything about it in its time. */
  readonly onMissed?: () => void;
}

interface Clock {
  timer: ReturnType<typeof setTimeout> | undefined;
  /** When it goes, and how much was left when it was held. */
  ends: number;
  left: number;
  readonly onMissed: () => void;
}

const shownFor = 5000;
const most = 4;
/** Whoever has just looked at something has a moment more. */
const afterHold = 2000;

/** Short messages at the edge of the screen. Each goes after five seconds, and old ones give way to new ones. */
export class Notices {
  readonly store = new Store<readonly Notice[]>([]);
  private readonly clocks = new Map<number, Clock>();
  private next = 1;

  constructor(
    /** Hears of each notice, and says whether it is shown. */
    private readonly admit: (notice: Notice) => boolean = () => true,
  ) {}

  show(kind: NoticeKind, name = '', { from, text = '', actions = [], shownFor: time = shownFor, onMissed = () => {} }: NoticeOptions = {}): void {
    const notice: Notice = { id: this.next++, kind, name: name === '' ? '' : shownName(name), from: from ?? null, text: shownLine(text, 120), actions };
    if (!this.admit(notice)) return;
    const kept = [...this.store.getSnapshot(), notice];
    while (kept.length > most) {
      // What asks for an answer stays longest.
      const oldest = kept.splice(Math.max(0, kept.findIndex((one) => one.actions.length === 0)), 1)[0];
      if (oldest !== undefined) this.forget(oldest.id);
    }
    this.store.set(kept);
    const clock: Clock = { timer: undefined, ends: 0, left: time, onMissed };
    this.clocks.set(notice.id, clock);
    this.run(notice.id, clock);
  }

  /** Somebody looks at it, or may be about to press one of its buttons. */
  hold(id: number): void {
    const clock = this.clocks.get(id);
    if (clock?.timer === undefined) return;
    clearTimeout(clock.timer);
    clock.timer = undefined;
    clock.left = clock.ends - Date.now();
  }

  release(id: number): void {
    const clock = this.clocks.get(id);
    if (clock === undefined || clock.timer !== undefined) return;
    clock.left = Math.max(clock.left, afterHold);
    this.run(id, clock);
  }

  act(id: number, action: NoticeAction['id']): void {
    const chosen = this.store.getSnapshot().find((one) => one.id === id)?.actions.find((one) => one.id === action);
    this.dismiss(id);
    chosen?.run();
  }

  dismiss(id: number): void {
    this.forget(id);
    this.store.set(this.store.getSnapshot().filter((notice) => notice.id !== id));
  }

  /** Whoever left has nothing more to tell. */
  dismissOf(identity: string): void {
    for (const notice of this.store.getSnapshot()) if (notice.from === identity) this.dismiss(notice.id);
  }

  dismissKind(kind: NoticeKind): void {
    for (const notice of this.store.getSnapshot()) if (notice.kind === kind) this.dismiss(notice.id);
  }

  clear(): void {
    for (const id of [...this.clocks.keys()]) this.forget(id);
    this.store.set([]);
  }

  private run(id: number, clock: Clock): void {
    clock.ends = Date.now() + clock.left;
    clock.timer = setTimeout(() => {
      this.dismiss(id);
      clock.onMissed();
    }, clock.left);
  }

  private forget(id: number): void {
    clearTimeout(this.clocks.get(id)?.timer);
    this.clocks.delete(id);
  }
}
