import { readKeys, type KeyPress } from '../client/keyboard';
import { preferences } from '../client/preferences';
import { actionFor, worksWhileTyping, type ShortcutId } from './shortcuts';
import { Store } from './store';

/** What an action does: at once, or from the press to the release of its keys. False: not now, the keys stay the browser's. */
export type ShortcutRun = (() => unknown) | { readonly down: () => void; readonly up: () => void };

/** Which actions there are in this call, and which of them the keyboard starts. */
export class ShortcutRunner {
  /** The actions that somebody takes care of now. */
  readonly store = new Store<readonly ShortcutId[]>([]);
  private readonly runs = new Map<ShortcutId, ShortcutRun[]>();
  /** The key that is held, and what happens when it is let go. */
  private held: { readonly code: string; readonly up: () => void } | null = null;

  /** Takes care of an action until the answer is called. Whoever came last has it. */
  on(id: ShortcutId, run: ShortcutRun): () => void {
    this.runs.set(id, [...(this.runs.get(id) ?? []), run]);
    this.tell();
    return () => {
      const left = (this.runs.get(id) ?? []).filter((one) => one !== run);
      if (left.length > 0) this.runs.set(id, left);
      else this.runs.delete(id);
      this.tell();
    };
  }

  /** As if its keys had been pressed: for menus. */
  start(id: ShortcutId): void {
    const run = this.runs.get(id)?.at(-1);
    if (typeof run === 'function') run();
  }

  /** Answers whether the press was ours. `typing`: the focus is where keys write something. */
  down(press: KeyPress & { readonly repeat: boolean }, typing: boolean): boolean {
    if (this.held !== null && press.code === this.held.code) return true;
    const keys = readKeys(press);
    if (keys === null || (typing && !worksWhileTyping(keys))) return false;
    const id = actionFor(keys, preferences.getSnapshot());
    const run = id === undefined ? undefined : this.runs.get(id)?.at(-1);
    if (run === undefined) return false;
    if (press.repeat) return true;
    if (typeof run === 'function') return run() !== false;
    run.down();
    this.held = { code: press.code, up: run.up };
    return true;
  }

  up(press: { readonly code: string; readonly key: string }): void {
    // A Mac tells nothing of a letter that is let go while ⌘ is held: letting any modifier go ends it as well.
    if (this.held !== null && (press.code === this.held.code || ['Control', 'Alt', 'Meta'].includes(press.key))) this.release();
  }

  /** The window lost the keyboard: nobody will tell that the key was let go. */
  release(): void {
    const held = this.held;
    this.held = null;
    held?.up();
  }

  private tell(): void {
    this.store.set([...this.runs.keys()]);
  }
}
