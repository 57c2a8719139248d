import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds, kept up to date while the window changes. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** A telephone or a tablet: what is pressed with a finger, and held. */
export const inHand = '(pointer: coarse)';
