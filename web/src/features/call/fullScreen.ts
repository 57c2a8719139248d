import { useEffect } from 'react';
import type { StageView } from '../../meeting/stageView';

/**
 * Fills the screen with the call, or with one tile of it. The whole document does it, so that menus and dialogs are there too; where
 * the browser lets no page fill the screen (iPhone), the tile still fills the page.
 */
export function fillScreen(view: StageView, tileId: string | null): void {
  view.enterFull(tileId);
  document.documentElement.requestFullscreen?.().catch(() => {});
}

export function endFullScreen(view: StageView): void {
  view.leaveFull();
  if (document.fullscreenElement !== null) void document.exitFullscreen();
}

/** The browser's own ways out of full screen count too. */
export function useFullScreen(view: StageView): void {
  useEffect(() => {
    const onChange = () => {
      if (document.fullscreenElement === null) view.leaveFull();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && document.fullscreenElement === null) view.leaveFull();
    };
    document.addEventListener('fullscreenchange', onChange);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('fullscreenchange', onChange);
      document.removeEventListener('keydown', onKey);
    };
  }, [view]);
}
