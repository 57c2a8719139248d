// Starts Chromium with a camera and a microphone that play files, headless.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { film, sketch, sound } from './inputs.mjs';
import { slidesTitle, slidesUrl } from './slides.mjs';

/** What is above the time for which news is shown: the deadlines of connections and devices. */
export const patient = { patient: 5000 };
/** For a page that shows no news: above it are all deadlines of livekit-client. */
export const patientBare = { patient: 4000 };

/** Where Chromium is. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Runs in every page before its own scripts: no picture is given up because several browsers share this machine. */
export function showEverything() {
  try {
    localStorage['visio.preferences'] ??= JSON.stringify({ bandwidth: 'full' });
  } catch { /* a page without an origin remembers nothing */ }
}

/**
 * Runs in every page before its own scripts: what is given up after more than so many milliseconds is given up ten times later, so that a
 * machine with much to do is not taken for one that fails. What is shown for long is shown for longer.
 */
function bePatient(after) {
  const begin = globalThis.setTimeout;
  globalThis.setTimeout = (work, ms, ...rest) => begin(work, ms > after ? ms * 10 : ms, ...rest);
}

/** Pages of Chromium's own that each window loads behind its address bar: half of all that it takes to start, for what nobody sees. */
export const ownPages = 'WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,AimEnabled';

/** What the library writes of connections that it makes anew, as it has to on a machine that stood still for a while. */
const madeAnew = /data ?channel|web ?socket|signal (stream|request|message)|re-publish tracks|negotiat/i;

/**
 * One person's browser with one empty profile.
 * @param {string} name whose pictures and voice: a key of `people`
 * @param {{ viewport?: { width: number, height: number }, locale?: string, colorScheme?: 'light' | 'dark', args?: string[], throttled?: boolean, adaptive?: boolean, touch?: boolean, program?: string, film?: boolean, patient?: number }} [options] `film` is for who looks at
 *   pictures: a camera of 25 numbered ones in a second, which each page encodes, decodes and draws; the others have a small one of 5. `program` starts Chromium in another way; `touch` is a telephone or a tablet; `throttled` tabs slow down in the
 *   background, as everybody's do; the others do not, so that several people fit on one machine; `adaptive` ones show less
 *   when that machine is busy, as a person's own browser would; in `patient` ones what is to last longer than so many milliseconds lasts ten times as long
 */
export async function openBrowser(name, options = {}) {
  const profile = mkdtempSync(path.join(tmpdir(), 'visio-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: options.program ?? chromiumPath,
    headless: false,
    timeout: 120_000,
    viewport: options.viewport ?? { width: 1280, height: 800 },
    locale: options.locale ?? 'fr-FR',
    colorScheme: options.colorScheme ?? 'light',
    hasTouch: options.touch === true,
    isMobile: options.touch === true,
    // Granted rather than auto-accepted by the fake permission dialog: that one would also choose what to share.
    permissions: ['camera', 'microphone'],
    args: [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${options.film ? await film(name) : sketch(name)}`, `--use-file-for-fake-audio-capture=${sound(name)}`,
      '--autoplay-policy=no-user-gesture-required', `--auto-select-tab-capture-source-by-title=${slidesTitle}`,
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ...(options.throttled ? [] : ['--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows']),
      `--disable-features=WebRtcHideLocalIpsWithMdns,Translate,${ownPages}`, ...(options.args ?? []),
    ],
  });
  // What is to come may come late on a machine with much to do: waiting longer costs nothing where it comes.
  context.setDefaultTimeout(120_000);
  if (!options.adaptive) await context.addInitScript(showEverything);
  if (options.patient) await context.addInitScript(bePatient, options.patient);
  const page = context.pages()[0] ?? await context.newPage();
  const faults = [];
  page.on('pageerror', e => faults.push(`page error: ${e.message}`));
  page.on('console', m => { if (m.type() === 'error' && !madeAnew.test(m.text())) faults.push(`console: ${m.text()} ${m.location().url}`); });
  return {
    context,
    page,
    /** What the page threw, and logged as an error. */
    faults,
    /** Opens what is shared when the page asks for a screen: a window of its own, since a page behind another tab is throttled. */
    async openSlides({ tone = 0, every = 100 } = {}) {
      const cdp = await context.newCDPSession(page);
      const opened = context.waitForEvent('page');
      await cdp.send('Target.createTarget', { url: await slidesUrl(tone, every), newWindow: true });
      const slides = await opened;
      await slides.setViewportSize({ width: 1280, height: 720 });
      await slides.waitForLoadState();
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
