// Firefox ESR with its own fake camera and microphone, driven over WebDriver BiDi.
import puppeteer from 'puppeteer-core';

/** The tone of Firefox's fake microphone, in Hz. */
export const firefoxTone = 440;

/** A Firefox with an empty profile. */
export async function openFirefox() {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.peerconnection.ice.loopback': true,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'media.gmp-manager.updateEnabled': false,
      'intl.accept_languages': 'fr-FR',
      'app.update.enabled': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'services.settings.server': 'data:,#remote-settings-dummy/v1',
    },
  });
  const [page] = await browser.pages();
  await page.setViewport({ width: 1280, height: 800 });
  const faults = [];
  page.on('pageerror', e => faults.push(`page error: ${e.message}`));
  page.on('console', m => { if (m.type() === 'error') faults.push(`console: ${m.text()}`); });
  const id = name => `[data-testid="${name}"]`;
  return {
    page,
    faults,
    id,
    /** Waits for what data-testid names and clicks it. */
    async click(name) {
      const element = await page.waitForSelector(id(name), { visible: true, timeout: 20_000 });
      await element.click();
    },
    async fill(name, text) {
      const element = await page.waitForSelector(id(name), { visible: true, timeout: 20_000 });
      await element.click({ clickCount: 3 });
      await element.type(text);
    },
    close: () => browser.close(),
  };
}
