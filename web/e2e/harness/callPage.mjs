// The call's own screens as they are built for the product, with an invented room behind them that a measurement drives.
import { chromium } from 'playwright-core';
import { buildHarness } from './buildHarness.mjs';

/**
 * Builds the page, opens it, and answers what a measurement needs. In the page, `harness` holds `room` (FakeRoom), `meeting` and
 * `drawnPerson`.
 * @param {string} query what dev/main.tsx understands
 */
export async function openCallPage(query) {
  const site = await buildHarness();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--js-flags=--expose-gc', '--enable-precise-memory-info'],
  });
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR' })).newPage();
  const faults = [];
  page.on('pageerror', e => faults.push(e.message));
  await page.goto(`${site.origin}/dev/index.html?${query}`);
  await page.locator('[data-testid="call-state"][data-state="connected"]').waitFor({ state: 'attached' });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  return {
    page,
    cdp,
    faults,
    /** Chromium's own counters, after everything that can go is gone. */
    async counters() {
      for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage');
      const { metrics } = await cdp.send('Performance.getMetrics');
      const of = name => metrics.find(m => m.name === name).value;
      return { heapMiB: Math.round(of('JSHeapUsedSize') / 1024 / 10.24) / 100, nodes: of('Nodes'), listeners: of('JSEventListeners') };
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}

/**
 * Counts the tasks over 50 ms of the page's main thread while something happens, from Chromium's own trace: by the clock, as people wait
 * for them, and by the time that the processor worked on them (`ofProcessor`), which says the same on a busy machine.
 */
export async function longTasksOf(page, act) {
  await page.context().browser().startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
  await act();
  const { traceEvents } = JSON.parse((await page.context().browser().stopTracing()).toString());
  const main = new Set(traceEvents.filter(e => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map(e => `${e.pid} ${e.tid}`));
  const tasks = traceEvents.filter(e => e.ph === 'X' && /RunTask$/.test(e.name) && main.has(`${e.pid} ${e.tid}`));
  const over50 = times => {
    const long = times.map(us => us / 1000).filter(ms => ms > 50);
    return { count: long.length, totalMs: Math.round(long.reduce((a, b) => a + b, 0)), longestMs: Math.round(Math.max(0, ...times) / 1000) };
  };
  return { tasks: tasks.length, ...over50(tasks.map(e => e.dur)), ofProcessor: over50(tasks.map(e => e.tdur ?? 0)) };
}
