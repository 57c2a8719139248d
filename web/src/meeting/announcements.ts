import type { Notice } from './notices';
import type { Reaction } from './reactions';
import { Store } from './store';

/** Something that assistive technology says by itself. The screens put it into words. */
export type Said =
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'message'; readonly name: string; readonly text: string; readonly isPrivate: boolean }
  | { readonly type: 'reaction'; readonly name: string; readonly emoji: Reaction['emoji'] }
  /** One's own place in the queue of raised hands. */
  | { readonly type: 'place'; readonly place: number }
  | { readonly type: 'typed'; readonly name: string; readonly text: string };

export interface Announcement {
  readonly id: number;
  /** Interrupts what is being said. */
  readonly urgent: boolean;
  readonly said: Said;
}

/** How long an announcement stays in the page, in milliseconds: long enough to be read by a braille display that was busy. */
const kept = 10_000;
const most = 20;

/** The one place that speaks: nothing is said twice because two regions heard of it. */
export class Announcements {
  readonly store = new Store<readonly Announcement[]>([]);
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private next = 1;

  say(said: Said, urgent = false): void {
    const announcement = { id: this.next++, urgent, said };
    this.store.set([...this.store.getSnapshot(), announcement].slice(-most));
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.store.set(this.store.getSnapshot().filter((one) => one !== announcement));
    }, kept);
    this.timers.add(timer);
  }

  clear(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.store.set([]);
  }
}
