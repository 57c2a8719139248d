import { useEffect } from 'react';
import type { Meeting } from '../../meeting/meeting';

/** Ctrl+D, Ctrl+E and Ctrl+Alt+H (⌘ on a Mac): the shortcuts that people know from other meeting software. */
export function useShortcuts(meeting: Meeting): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.repeat) return;
      // AltGr, which types letters on many keyboards, also reports Ctrl and Alt.
      if (event.altKey && !event.getModifierState('AltGraph') && event.code === 'KeyH') {
        void meeting.toggleHand();
        event.preventDefault();
      }
      if (event.altKey) return;
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
