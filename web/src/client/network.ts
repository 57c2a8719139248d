/** What the browser says about the network and about time. */
export interface NetworkPort {
  online(): boolean;
  /** `woken`: the machine slept. `moved`: another network, as when a cable is pulled out. */
  watch(told: (event: 'online' | 'offline' | 'woken' | 'moved') => void): () => void;
}

/** A timer that comes so much too late, in milliseconds, was stopped with the machine. */
const asleep = 10_000;
const tick = 2000;

export const browserNetwork: NetworkPort = {
  online: () => navigator.onLine,
  watch(told) {
    const online = () => told('online');
    const offline = () => told('offline');
    const moved = () => told('moved');
    // Chromium tells when the kind of network changes.
    const { connection } = navigator as Navigator & { readonly connection?: EventTarget };
    let last = Date.now();
    const clock = setInterval(() => {
      const now = Date.now();
      // Pages in the background get their timers late too, but by a minute at most, and theirs are not pages in a call.
      if (now - last > tick + asleep) told('woken');
      last = now;
    }, tick);
    addEventListener('online', online);
    addEventListener('offline', offline);
    connection?.addEventListener('change', moved);
    return () => {
      clearInterval(clock);
      removeEventListener('online', online);
      removeEventListener('offline', offline);
      connection?.removeEventListener('change', moved);
    };
  },
};
