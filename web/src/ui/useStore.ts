import { useSyncExternalStore } from 'react';

/** Renders again when the store's value is replaced. */
export function useStore<T>(store: { subscribe: (listener: () => void) => () => void; getSnapshot: () => T }): T {
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}

/** Renders again when what is selected changes: it has to be the same object for as long as it is the same. */
export function useSelected<T, S>(store: { subscribe: (listener: () => void) => () => void; getSnapshot: () => T }, select: (value: T) => S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.getSnapshot()));
}
