import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentPip } from '../features/pip/showPip';
import type { Meeting } from '../meeting/meeting';

const documentPip = (): DocumentPip | undefined => (globalThis as { documentPictureInPicture?: DocumentPip }).documentPictureInPicture;

/** Whether this browser can show the call in a small window over others. */
const canPip = documentPip() !== undefined || (typeof document !== 'undefined' && document.pictureInPictureEnabled === true);

/** The size that the small window starts with. */
const pipSize = { width: 360, height: 420 };

/** What the window shows is loaded once it is open: the browser opens one only for some seconds after a press. */
async function fillPip(window: Window, meeting: Meeting, title: string): Promise<void> {
  try {
    (await import('../features/pip/showPip')).showPip(window, meeting, title);
  } catch (error) {
    window.close();
    throw error;
  }
}

/** Opens and closes the small window: by the menu and the keys, and by itself when one goes to another tab, where the browser allows. */
export function usePip(meeting: Meeting): (() => void) | null {
  const { t } = useTranslation('stage');
  const title = t('pip.title');
  const toggle = useCallback(async () => {
    const pip = documentPip();
    try {
      if (pip !== undefined) {
        if (pip.window !== null) pip.window.close();
        else await fillPip(await pip.requestWindow(pipSize), meeting, title);
      } else if (document.pictureInPictureElement !== null) await document.exitPictureInPicture();
      else await (await import('../features/pip/speakerPip')).openSpeakerPip(meeting);
    } catch {
      meeting.notices.show('pip-failed');
    }
  }, [meeting, title]);

  useEffect(() => (canPip ? meeting.shortcuts.on('pictureInPicture', () => void toggle()) : undefined), [meeting, toggle]);

  useEffect(() => {
    if (documentPip() === undefined || !('mediaSession' in navigator)) return;
    const action = 'enterpictureinpicture' as MediaSessionAction;
    let byItself = false;
    const onVisible = () => {
      // Whoever comes back sees the call itself; a window that was opened by hand stays.
      if (!document.hidden && byItself) documentPip()?.window?.close();
      if (!document.hidden) byItself = false;
    };
    try {
      navigator.mediaSession.setActionHandler(action, () => {
        if (documentPip()?.window !== null) return;
        byItself = true;
        void toggle();
      });
    } catch {
      // A browser that has the window but does not open it by itself.
      return;
    }
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      document.removeEventListener('visibilitychange', onVisible);
      navigator.mediaSession.setActionHandler(action, null);
      documentPip()?.window?.close();
    };
  }, [toggle]);

  return canPip ? () => void toggle() : null;
}
