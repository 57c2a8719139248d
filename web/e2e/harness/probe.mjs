// Looks at the decoded pictures and listens to the decoded sound of a page: content, not only that something arrives.
import { counterModulus, height, stripCells, stripHeight, width } from './inputs.mjs';

/** After this long without a picture, the next number says nothing of an order: the film may have begun anew meanwhile. */
const forgottenMs = 4000;

/**
 * Watches a <video> and reads the number out of every picture it presents (`frames`), as far as the page gets to look (`looked`).
 * `widths` is how often it had another width than before; `stoodMs` is for how long the page itself stood still at most; it ends early when the element is taken out of the page (`gone`).
 * @param {import('playwright-core').ElementHandle} video
 * @param {number} seconds at least
 * @param {{ frames?: number, rising?: number, width?: number, height?: number, widths?: number }} awaited how much there has to be: watches on until there is, for two minutes at most
 * @returns {Promise<{ width: number, height: number, widths: number, frames: number, looked: number, readable: number, sources: Record<string, number>, rising: number, repeated: number, falling: number, longestGapMs: number, stoodMs: number, gone: boolean, firstCounters: number[] }>}
 */
export function watch(video, seconds, awaited = {}) {
  return video.evaluate(async (element, { seconds, awaited, counterModulus, stripCells, stripShare, forgottenMs }) => {
    const canvas = document.createElement('canvas');
    canvas.width = stripCells;
    canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const read = () => {
      pen.drawImage(element, 0, 0, element.videoWidth, element.videoHeight * stripShare, 0, 0, stripCells, 1);
      const pixels = pen.getImageData(0, 0, stripCells, 1).data;
      const bits = Array.from({ length: stripCells }, (_, i) => pixels[i * 4 + 1] > 125 ? 1 : 0);
      const parity = bits.slice(2, 18).reduce((a, b) => a ^ b, 0);
      if (bits[0] !== 1 || bits[1] !== 0 || bits[19] !== 1 || bits[18] !== parity) return null;
      const number = list => list.reduce((a, b) => a * 2 + b, 0);
      return { source: number(bits.slice(2, 6)), counter: number(bits.slice(6, 18)) };
    };
    const seen = { width: 0, height: 0, widths: 0, frames: 0, looked: 0, readable: 0, sources: {}, rising: 0, repeated: 0, falling: 0, longestGapMs: 0, stoodMs: 0, gone: false, firstCounters: [] };
    let last = null;
    let lastWidth = 0;
    let lastReadAt = 0;
    let lastAt = performance.now();
    let first = null;
    const from = lastAt;
    const isDone = () => {
      const passed = performance.now() - from;
      return passed >= seconds * 1000 && (passed > 120_000 || Object.entries(awaited).every(([what, fewest]) => seen[what] >= fewest));
    };
    await new Promise(resolve => {
      const finish = () => { clearInterval(looking); resolve(); };
      // No picture may come any more: then this ends it.
      let lookedAt = from;
      const looking = setInterval(() => {
        const now = performance.now();
        seen.stoodMs = Math.max(seen.stoodMs, Math.round(now - lookedAt - 100));
        lookedAt = now;
        if (isDone() && now - lastAt > 500) finish();
        else if (!element.isConnected) {
          seen.gone = true;
          finish();
        }
      }, 100);
      const onFrame = (now, meta) => {
        if (first === null) first = meta.presentedFrames - 1;
        seen.frames = meta.presentedFrames - first;
        if (seen.width !== meta.width) seen.widths++;
        seen.width = meta.width;
        seen.height = meta.height;
        seen.longestGapMs = Math.max(seen.longestGapMs, Math.round(now - lastAt));
        lastAt = now;
        seen.looked++;
        const found = read();
        if (found) {
          seen.readable++;
          seen.sources[found.source] = (seen.sources[found.source] ?? 0) + 1;
          if (seen.firstCounters.length < 5) seen.firstCounters.push(found.counter);
          const readAt = performance.now();
          if (last !== null && readAt - lastReadAt < forgottenMs) {
            const step = (found.counter - last + counterModulus) % counterModulus;
            // Layers of a camera are encoded each on its own: the first picture of another one may be of a moment that was shown already.
            const isSeenAgain = step === 0 || (meta.width !== lastWidth && step >= counterModulus - 3);
            if (isSeenAgain) seen.repeated++;
            else if (step < counterModulus / 2) seen.rising++;
            else seen.falling++;
          }
          last = found.counter;
          lastWidth = meta.width;
          lastReadAt = readAt;
        }
        if (isDone()) finish();
        else element.requestVideoFrameCallback(onFrame);
      };
      element.requestVideoFrameCallback(onFrame);
    });
    seen.longestGapMs = Math.max(seen.longestGapMs, Math.round(performance.now() - lastAt));
    return seen;
  }, { seconds, awaited, counterModulus, stripCells, stripShare: stripHeight / height, forgottenMs });
}

/**
 * Watches the picture in a tile of the product; when another element comes in its place, as after a new connection, that one.
 * @param {{ videoIn: (tile: object) => Promise<import('playwright-core').ElementHandle> }} viewer
 * @param {import('playwright-core').Locator} tile
 * @param {Parameters<typeof watch>[1]} seconds
 * @param {Parameters<typeof watch>[2]} [awaited]
 */
export async function watchTile(viewer, tile, seconds, awaited) {
  for (const end = Date.now() + 120_000; ;) {
    const seen = await watch(await viewer.videoIn(tile), seconds, awaited);
    if (!seen.gone || Date.now() > end) return seen;
  }
}

/**
 * Listens to everything a page plays through <audio> and <video> elements and measures how far each tone stands above its
 * surroundings in the spectrum, at its loudest moment.
 * @param {import('playwright-core').Page} page
 * @param {number[]} tones in Hz
 * @param {number} seconds
 * @param {(number | null)[]} awaited how far each has to stand above them, in dB: listens on until all do, for two minutes at most
 * @returns {Promise<{ elements: number, prominenceDb: number[], loudestDb: number }>}
 */
export function listen(page, tones, seconds, awaited = []) {
  return page.evaluate(async ({ tones, seconds, awaited }) => {
    const context = new AudioContext({ sampleRate: 48000 });
    await context.resume();
    const meter = context.createAnalyser();
    meter.fftSize = 4096;
    meter.smoothingTimeConstant = 0;
    const wired = new Set();
    const wire = () => {
      for (const element of document.querySelectorAll('audio, video')) {
        const stream = element.srcObject;
        // What is muted is not heard: a local preview, or a track whose sound is switched off.
        if (!(stream instanceof MediaStream) || element.muted || element.paused) continue;
        for (const track of stream.getAudioTracks()) {
          if (wired.has(track.id)) continue;
          wired.add(track.id);
          context.createMediaStreamSource(new MediaStream([track])).connect(meter);
        }
      }
    };
    const bins = new Float32Array(meter.frequencyBinCount);
    const prominenceDb = tones.map(() => -Infinity);
    let loudestDb = -Infinity;
    const hz = context.sampleRate / meter.fftSize;
    const from = performance.now();
    const isDone = () => {
      const passed = performance.now() - from;
      return passed >= seconds * 1000 && (passed > 120_000 || awaited.every((db, i) => db === null || prominenceDb[i] > db));
    };
    while (!isDone()) {
      wire();
      await new Promise(r => setTimeout(r, 40));
      meter.getFloatFrequencyData(bins);
      tones.forEach((tone, i) => {
        const centre = Math.round(tone / hz);
        const peak = Math.max(...bins.slice(centre - 1, centre + 2));
        const around = [...bins.slice(centre - 24, centre - 8), ...bins.slice(centre + 9, centre + 25)].sort((a, b) => a - b);
        loudestDb = Math.max(loudestDb, peak);
        // Only what can be heard counts: digital silence has peaks of its own.
        if (peak > -75) prominenceDb[i] = Math.max(prominenceDb[i], peak - around[around.length >> 1]);
      });
    }
    await context.close();
    return { elements: wired.size, prominenceDb, loudestDb };
  }, { tones, seconds, awaited });
}

/**
 * Listens for two seconds at a time until what is heard is as wanted, for two minutes at most; answers the last of it. For what must not be heard:
 * a sound that is sent is in every two seconds, one that is still on its way ends.
 * @param {import('playwright-core').Page} page
 * @param {number[]} tones in Hz
 * @param {(prominenceDb: number[]) => boolean} wanted
 * @param {typeof listen} listenBy
 */
export async function listenUntil(page, tones, wanted, listenBy = listen) {
  for (const end = Date.now() + 120_000; ;) {
    const heard = await listenBy(page, tones, 2);
    if (wanted(heard.prominenceDb) || Date.now() > end) return heard;
  }
}

/** How long may last what lasts an instant on an idle machine, on one whose page stood still for so long meanwhile: others stood longer. */
export const mayLastMs = stoodMs => 10_000 + 10 * stoodMs;

/** Notes from now on how long a page stands still at most; answers a function that says it, in milliseconds. */
export async function standing(page) {
  const noted = await page.evaluateHandle(() => {
    const noted = { ms: 0 };
    let last = performance.now();
    setInterval(() => {
      const now = performance.now();
      noted.ms = Math.max(noted.ms, Math.round(now - last - 100));
      last = now;
    }, 100);
    return noted;
  });
  return () => noted.evaluate(noted => noted.ms);
}

/**
 * Looks from now on for what may be gone again soon; answers a function that waits until it was there, for two minutes at most.
 * @param {import('playwright-core').Page} page
 * @param {string} selector
 */
export async function sighting(page, selector) {
  const seen = await page.evaluateHandle(selector => {
    const seen = {};
    const look = () => { seen.at ??= document.querySelector(selector) === null ? undefined : Date.now(); };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
    look();
    return seen;
  }, selector);
  return () => page.waitForFunction(seen => seen.at !== undefined, seen);
}
