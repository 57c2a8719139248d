/**
 * After a new version was put on the server, the parts that an open page has not loaded yet are gone. When one cannot be had, the page
 * is loaded again: once, only if the server really has another version, and never while somebody is in a call.
 */
export interface BuildPort {
  /** The addresses of this page's own scripts. */
  scripts(): readonly string[];
  /** The home page as the server has it now; rejects without a network. */
  fetchPage(): Promise<string>;
  reload(): void;
  /** When the page was last loaded again for this reason, in milliseconds since the epoch; null if never. */
  lastReload(): number | null;
  rememberReload(at: number): void;
}

/** A second reload so soon would only fail again. */
const once = 60_000;

export class NewBuild {
  private held = 0;

  constructor(
    private readonly port: BuildPort,
    private readonly now: () => number = Date.now,
  ) {}

  /** The page must stay as it is until the answer is called. */
  hold(): () => void {
    this.held++;
    let done = false;
    return () => {
      if (!done) this.held--;
      done = true;
    };
  }

  /** A part of the program could not be loaded. */
  async missing(): Promise<void> {
    const last = this.port.lastReload();
    if (this.held > 0 || (last !== null && this.now() - last < once)) return;
    const page = await this.port.fetchPage().catch(() => null);
    if (page === null || this.held > 0) return;
    // The first script names this version: its name changes with whatever it loads.
    if (this.port.scripts().some((script) => page.includes(script))) return;
    this.port.rememberReload(this.now());
    this.port.reload();
  }
}

const key = 'visio.reloaded';

export const newBuild = new NewBuild({
  scripts: () => [...document.querySelectorAll<HTMLScriptElement>('script[type="module"][src]')].map((one) => new URL(one.src).pathname),
  fetchPage: async () => (await fetch('/', { cache: 'no-store', headers: { Accept: 'text/html' } })).text(),
  reload: () => location.reload(),
  lastReload: () => {
    const at = Number(sessionStorage.getItem(key) ?? Number.NaN);
    return Number.isNaN(at) ? null : at;
  },
  rememberReload: (at) => sessionStorage.setItem(key, String(at)),
});
