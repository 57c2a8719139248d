import { useEffect } from 'react';
import type { Meeting } from '../../meeting/meeting';

/** Ctrl+D and Ctrl+E (⌘ on a Mac): the shortcuts that people know from other meeting software. */
export function useShortcuts(meeting: Meeting): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.repeat) return;
      const key = event.key.toLowerCase();
      if (key === 'd') void meeting.toggleMicrophone();
      else if (key === 'e') void meeting.toggleCamera();
      else return;
      event.preventDefault();
    }
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [meeting]);
}
