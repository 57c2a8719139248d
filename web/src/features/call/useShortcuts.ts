import { useEffect, useRef } from 'react';
import { preferences } from '../../client/preferences';
import type { Meeting } from '../../meeting/meeting';
import { keysOf, type ShortcutId } from '../../meeting/shortcuts';
import { useStore } from '../../ui/useStore';

/** Where keys write or choose something by themselves. */
const writing = 'input:not([type="checkbox"], [type="radio"], [type="range"], [type="button"]), textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"], [role="grid"]';

/** Listens to the keyboard for the actions that are registered with the meeting. */
export function useShortcuts(meeting: Meeting): void {
  useEffect(() => {
    const { shortcuts } = meeting;
    const stop = new AbortController();
    const options = { capture: true, signal: stop.signal };
    const taken = new Set<string>();
    // Whoever talks with Ctrl+Space does not also press the button that has the focus.
    const keep = (event: KeyboardEvent) => {
      event.preventDefault();
      event.stopPropagation();
    };
    const onDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      // There a new shortcut is being pressed (the settings).
      if (target?.closest('[data-key-capture]')) return;
      if (!shortcuts.down(event, target?.closest(writing) != null)) return;
      taken.add(event.code);
      keep(event);
    };
    const onUp = (event: KeyboardEvent) => {
      shortcuts.up(event);
      if (taken.delete(event.code)) keep(event);
    };
    addEventListener('keydown', onDown, options);
    addEventListener('keyup', onUp, options);
    addEventListener('blur', () => shortcuts.release(), { signal: stop.signal });
    return () => {
      stop.abort();
      shortcuts.release();
    };
  }, [meeting]);
}

/** Takes care of actions while this is shown; what they do may change from one rendering to the next. */
export function useActions(meeting: Meeting, actions: Partial<Record<ShortcutId, () => void>>): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  const ids = Object.keys(actions).join(' ');
  useEffect(() => {
    const stops = (ids.split(' ') as ShortcutId[]).map((id) => meeting.shortcuts.on(id, () => latest.current[id]?.()));
    return () => stops.forEach((stop) => stop());
  }, [meeting, ids]);
}

/** The keys of an action, for its control to show. */
export function useKeys(id: ShortcutId): string | undefined {
  return keysOf(id, useStore(preferences)) ?? undefined;
}
