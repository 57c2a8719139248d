// Firefox ESR with its own fake camera and microphone, driven over WebDriver BiDi.
import puppeteer from 'puppeteer-core';
import { showEverything } from './browser.mjs';

/** The tone of Firefox's fake microphone, in Hz. */
export const firefoxTone = 1000;

/** A Firefox with an empty profile. */
export async function openFirefox() {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    timeout: 120_000,
    // Longer than the page is watched for at most.
    protocolTimeout: 180_000,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.autoplay.blocking_policy': 0,
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
  page.setDefaultTimeout(120_000);
  await page.setViewport({ width: 1280, height: 800 });
  await page.evaluateOnNewDocument(showEverything);
  const faults = [];
  page.on('pageerror', e => faults.push(`page error: ${e.message}`));
  page.on('console', m => { if (m.type() === 'error') faults.push(`console: ${m.text()}`); });
  const id = name => `[data-testid="${name}"]`;
  return {
    page,
    faults,
    id,
    /** Waits until what data-testid names is there and stands still, and clicks it. */
    click: name => page.locator(id(name)).click(),
    fill: (name, text) => page.locator(id(name)).fill(text),
    close: () => browser.close(),
  };
}

/**
 * How far tones stand above their surroundings in what an element plays. Firefox starts no audio graph on a machine without a sound
 * device, so the sound is recorded, decoded and transformed instead of being listened to as it plays.
 * @param {import('puppeteer-core').Page} page
 * @param {number[]} tones in Hz
 * @param {number} seconds
 * @param {(number | null)[]} awaited how far each has to stand above them, in dB: records again until all do, for two minutes at most
 * @returns {Promise<{ prominenceDb: number[], bytes: number }>}
 */
export async function listenByRecording(page, tones, seconds, awaited = []) {
  for (const end = Date.now() + 120_000; ;) {
    const heard = await record(page, tones, seconds);
    if (awaited.every((db, i) => db === null || heard.prominenceDb[i] > db) || Date.now() > end) return heard;
  }
}

function record(page, tones, seconds) {
  return page.evaluate(async ({ tones, seconds }) => {
    const audible = () => [...document.querySelectorAll('audio, video')].find(e => e.srcObject?.getAudioTracks().length > 0 && !e.muted);
    const nothing = { prominenceDb: tones.map(() => -Infinity), bytes: 0 };
    const source = audible();
    if (source === undefined) {
      await new Promise(r => setTimeout(r, 100));
      return nothing;
    }
    const recorder = new MediaRecorder(new MediaStream(source.srcObject.getAudioTracks()), { mimeType: 'audio/ogg' });
    const parts = [];
    recorder.ondataavailable = e => parts.push(e.data);
    const stopped = new Promise(resolve => { recorder.onstop = resolve; });
    recorder.start();
    await new Promise(r => setTimeout(r, seconds * 1000));
    recorder.stop();
    await stopped;
    const bytes = await new Blob(parts).arrayBuffer();
    const size = bytes.byteLength;
    // A recorder that got no turn has written nothing, and an empty file is none.
    if (size === 0) return nothing;
    const sound = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(bytes);
    const samples = sound.getChannelData(0);
    // Goertzel's algorithm: the power at one frequency over a window of 100 ms.
    const window = 4800;
    const power = (from, hz) => {
      const k = 2 * Math.cos(2 * Math.PI * hz / sound.sampleRate);
      let a = 0, b = 0;
      for (let i = from; i < from + window; i++) {
        const c = samples[i] * Math.sin(Math.PI * (i - from) / window) + k * a - b;
        b = a;
        a = c;
      }
      return 10 * Math.log10(a * a + b * b - k * a * b + 1e-12);
    };
    const prominenceDb = tones.map(() => -Infinity);
    for (let from = 0; from + window <= samples.length; from += window / 2) {
      tones.forEach((tone, i) => {
        const peak = power(from, tone);
        const around = [-170, -130, -90, 90, 130, 170].map(d => power(from, tone + d)).sort((x, y) => x - y);
        if (peak > 0) prominenceDb[i] = Math.max(prominenceDb[i], peak - (around[2] + around[3]) / 2);
      });
    }
    return { prominenceDb, bytes: size };
  }, { tones, seconds });
}
