// Every state of every screen without a server: the harness in web/dev, built once, and its list of states.
import { chromium } from 'playwright-core';
import { openState, shots } from '../../dev/look.mjs';
import { ownPages } from './browser.mjs';
import { buildHarness, fewFiles } from './buildHarness.mjs';
import { patience } from './until.mjs';

/** Builds and serves the harness, and starts a browser. */
export async function openStates() {
  const site = await buildHarness(fewFiles);
  const { origin } = site;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    timeout: patience,
    args: ['--no-sandbox', '--disable-gpu', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--disable-background-networking', '--disable-component-update', `--disable-features=${ownPages}`],
  });
  const options = { viewport: { width: 1280, height: 800 }, locale: 'fr-FR', reducedMotion: 'reduce' };
  async function newContext(given) {
    const context = await browser.newContext({ ...options, ...given });
    context.setDefaultTimeout(patience);
    return context;
  }
  // Contexts that are free again: what they have fetched need not be fetched and compiled anew.
  const free = [];
  /** A page as a browser has it that was never here. */
  async function freshPage() {
    const page = await (free.pop() ?? await newContext()).newPage();
    const storage = await page.context().newCDPSession(page);
    await storage.send('Storage.clearDataForOrigin', { origin, storageTypes: 'cookies,local_storage,indexeddb,service_workers,cache_storage' });
    await storage.detach();
    return page;
  }

  return {
    origin,
    names: shots.map(([name]) => name),
    /**
     * A page of its own in the state of that name.
     * @param {string | [string, string, unknown?, Function?]} state its name in the list, or a state like those of the list
     * @param {object} [given] preferences to begin with, and options of the browser's context
     */
    async open(state, { preferences, ...given } = {}) {
      const usual = Object.keys(given).length === 0 && preferences === undefined;
      const page = usual ? await freshPage() : await (await newContext(given)).newPage();
      const faults = [];
      page.on('pageerror', error => faults.push(error.message));
      if (preferences) await page.addInitScript(value => localStorage.getItem('visio.preferences') ?? localStorage.setItem('visio.preferences', value), JSON.stringify(preferences));
      await openState(page, origin, typeof state === 'string' ? shots.find(([name]) => name === state) : state);
      const close = async () => {
        if (!usual) return page.context().close();
        free.push(page.context());
        return page.close();
      };
      return { page, faults, close };
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}

/** Calls `work` with every item, some at a time. */
export async function eachOf(items, atOnce, work) {
  const left = [...items];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  }));
}
