/**
 * A value that screens can watch (`useSyncExternalStore` takes the two methods as they are). Values are replaced, never
 * changed in place.
 */
export class Store<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): T => this.value;

  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of [...this.listeners]) listener();
  }

  patch(change: Partial<T>): void {
    const value = this.value;
    const differs = (Object.keys(change) as (keyof T)[]).some((key) => !Object.is(value[key], change[key]));
    if (differs) this.set({ ...value, ...change });
  }
}
