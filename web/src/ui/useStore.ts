import { useSyncExternalStore } from 'react';

/** Renders again when the store's value is replaced. */
export function useStore<T>(store: { subscribe: (listener: () => void) => () => void; getSnapshot: () => T }): T {
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}
