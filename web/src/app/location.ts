import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

/** Goes to a path of this site without loading it again. */
export function navigate(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  scrollTo(0, 0);
  for (const listener of listeners) listener();
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

/** Lets links to pages of this site be followed without loading it again. Answers how to stop that. */
export function followLinks(): () => void {
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const isPage = link.origin === location.origin && !link.pathname.startsWith('/api/') && link.hash === '' && link.target === '' && !link.hasAttribute('download');
    if (!isPage) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  };
  document.addEventListener('click', follow);
  return () => document.removeEventListener('click', follow);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}
