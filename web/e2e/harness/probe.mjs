// Looks at the decoded pictures and listens to the decoded sound of a page: content, not only that something arrives.
import { counterModulus, height, stripCells, stripHeight, width } from './inputs.mjs';

/**
 * Watches a <video> and reads the number out of every picture it presents (`frames`), as far as the page gets to look (`looked`).
 * @param {import('playwright-core').ElementHandle} video
 * @param {number} seconds at least
 * @param {{ frames?: number, rising?: number }} awaited how many there have to be: watches on until there are, for a minute at most
 * @returns {Promise<{ width: number, height: number, frames: number, looked: number, readable: number, sources: Record<string, number>, rising: number, repeated: number, falling: number, longestGapMs: number, firstCounters: number[] }>}
 */
export function watch(video, seconds, awaited = {}) {
  return video.evaluate(async (element, { seconds, awaited, counterModulus, stripCells, stripShare }) => {
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
    const seen = { width: 0, height: 0, frames: 0, looked: 0, readable: 0, sources: {}, rising: 0, repeated: 0, falling: 0, longestGapMs: 0, firstCounters: [] };
    let last = null;
    let lastAt = performance.now();
    let first = null;
    const from = lastAt;
    const isDone = () => {
      const passed = performance.now() - from;
      return passed >= seconds * 1000 && (passed > 60_000 || Object.entries(awaited).every(([what, fewest]) => seen[what] >= fewest));
    };
    await new Promise(resolve => {
      const finish = () => { clearInterval(looking); resolve(); };
      // No picture may come any more: then this ends it.
      const looking = setInterval(() => { if (isDone() && performance.now() - lastAt > 500) finish(); }, 100);
      const onFrame = (now, meta) => {
        if (first === null) first = meta.presentedFrames - 1;
        seen.frames = meta.presentedFrames - first;
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
          if (last !== null) {
            const step = (found.counter - last + counterModulus) % counterModulus;
            if (step === 0) seen.repeated++;
            else if (step < counterModulus / 2) seen.rising++;
            else seen.falling++;
          }
          last = found.counter;
        }
        if (isDone()) finish();
        else element.requestVideoFrameCallback(onFrame);
      };
      element.requestVideoFrameCallback(onFrame);
    });
    seen.longestGapMs = Math.max(seen.longestGapMs, Math.round(performance.now() - lastAt));
    return seen;
  }, { seconds, awaited, counterModulus, stripCells, stripShare: stripHeight / height });
}

/**
 * Listens to everything a page plays through <audio> and <video> elements and measures how far each tone stands above its
 * surroundings in the spectrum, at its loudest moment.
 * @param {import('playwright-core').Page} page
 * @param {number[]} tones in Hz
 * @param {number} seconds
 * @param {(number | null)[]} awaited how far each has to stand above them, in dB: listens on until all do, for a minute at most
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
      return passed >= seconds * 1000 && (passed > 60_000 || awaited.every((db, i) => db === null || prominenceDb[i] > db));
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
