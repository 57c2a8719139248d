import { Store } from './store';

/** What happened, for a person: the screens say it in their language. */
export type NoticeKind =
  | 'joined'
  | 'left'
  | 'share-started'
  | 'reconnected'
  | 'microphone-failed'
  | 'camera-failed'
  | 'share-failed'
  | 'device-failed'
  | 'chat-failed'
  | 'all-muted'
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
  | 'hand-lowered'
  | 'locked'
  | 'unlocked'
  | 'spotlighted'
  | 'action-failed'
  | 'not-allowed';

export interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly name: string;
}

const shownFor = 5000;
const most = 4;

/** Short messages at the edge of the screen. Each goes after five seconds, and old ones give way to new ones. */
export class Notices {
  readonly store = new Store<readonly Notice[]>([]);
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private next = 1;

  show(kind: NoticeKind, name = ''): void {
    const notice: Notice = { id: this.next++, kind, name };
    const kept = [...this.store.getSnapshot(), notice];
    while (kept.length > most) {
      const oldest = kept.shift();
      if (oldest !== undefined) this.forget(oldest.id);
    }
    this.store.set(kept);
    this.timers.set(
      notice.id,
      setTimeout(() => this.dismiss(notice.id), shownFor),
    );
  }

  dismiss(id: number): void {
    this.forget(id);
    this.store.set(this.store.getSnapshot().filter((notice) => notice.id !== id));
  }

  clear(): void {
    for (const id of [...this.timers.keys()]) this.forget(id);
    this.store.set([]);
  }

  private forget(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }
}
