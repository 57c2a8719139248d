import { createRoot } from 'react-dom/client';
import type { Meeting } from '../../meeting/meeting';
import { copyStyles } from './copyStyles';
import { PipWindow } from './PipWindow';

/** Not in the browser's types yet (Document Picture-in-Picture). */
export interface DocumentPip {
  readonly window: Window | null;
  /** Needs a press, or the browser's own wish for it. */
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

/** Shows the call in a small window over everything else. */
export function showPip(window: Window, meeting: Meeting, title: string): void {
  const { document: page } = window;
  page.title = title;
  page.documentElement.lang = document.documentElement.lang;
  page.documentElement.dataset.stage = 'dark';
  copyStyles(document, page);
  const place = page.createElement('div');
  page.body.append(place);
  const root = createRoot(place);
  root.render(<PipWindow meeting={meeting} window={window} />);
  // It closes by its own button, by ours, with the call, or because another page opened one.
  const unsubscribe = meeting.store.subscribe(() => {
    if (meeting.store.getSnapshot().phase === 'ended') window.close();
  });
  window.addEventListener('pagehide', () => {
    unsubscribe();
    root.unmount();
    meeting.view.setPip(null);
  });
}
