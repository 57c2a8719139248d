// Starts Chromium with a camera that shows a film and a microphone that hears a file, headless.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { film, sound } from './inputs.mjs';
import { slidesTitle, slidesUrl } from './slides.mjs';

/**
 * One person's browser with one empty profile.
 * @param {string} name whose film and voice: a key of `people`
 * @param {{ viewport?: { width: number, height: number }, locale?: string, colorScheme?: 'light' | 'dark', args?: string[], throttled?: boolean }} [options] `throttled` tabs slow down in the
 *   background, as everybody's do; the others do not, so that several people fit on one machine
 */
export async function openBrowser(name, options = {}) {
  const profile = mkdtempSync(path.join(tmpdir(), 'visio-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: false,
    viewport: options.viewport ?? { width: 1280, height: 800 },
    locale: options.locale ?? 'fr-FR',
    colorScheme: options.colorScheme ?? 'light',
    // Granted rather than auto-accepted by the fake permission dialog: that one would also choose what to share.
    permissions: ['camera', 'microphone'],
    args: [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${await film(name)}`, `--use-file-for-fake-audio-capture=${sound(name)}`,
      '--autoplay-policy=no-user-gesture-required', `--auto-select-tab-capture-source-by-title=${slidesTitle}`,
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ...(options.throttled ? [] : ['--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows']),
      '--disable-features=WebRtcHideLocalIpsWithMdns,Translate', ...(options.args ?? []),
    ],
  });
  const page = context.pages()[0] ?? await context.newPage();
  const faults = [];
  page.on('pageerror', e => faults.push(`page error: ${e.message}`));
  page.on('console', m => { if (m.type() === 'error') faults.push(`console: ${m.text()}`); });
  return {
    context,
    page,
    /** What the page threw or logged as an error. */
    faults,
    /** Opens what is shared when the page asks for a screen: a window of its own, since a page behind another tab is throttled. */
    async openSlides() {
      const cdp = await context.newCDPSession(page);
      const opened = context.waitForEvent('page');
      await cdp.send('Target.createTarget', { url: await slidesUrl(), newWindow: true });
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
