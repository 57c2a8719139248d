import { navigate } from './location';

export const canNotify = (): boolean => typeof Notification !== 'undefined' && window.isSecureContext;

/** Tells somebody whose tab is hidden that a person waits, if they allowed it. */
export function notifyOfKnock(title: string, body: string, slug: string): void {
  if (!canNotify() || document.visibilityState !== 'hidden' || Notification.permission !== 'granted') return;
  try {
    // One for each room: the next one takes the place of the last.
    const note = new Notification(title, { body, tag: `visio-lobby-${slug}`, icon: '/icon.svg' });
    note.onclick = () => {
      window.focus();
      note.close();
      navigate(`/${slug}`);
    };
  } catch {
    // Android's browsers only notify from a service worker; the page still says it.
  }
}
