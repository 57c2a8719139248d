// How near received pictures are to those that were sent: the film is known, and each picture says its number.
import { counterModulus, height, stripCells, stripHeight, width } from './inputs.mjs';

/**
 * Compares pictures that a <video> shows with the film of the one it comes from (inputs.mjs draws it). Brightness and contrast are fitted
 * first: cameras, codecs and screens do not agree on which number is white.
 * @param {import('playwright-core').ElementHandle} video
 * @param {number} count how many pictures, one every 300 ms
 * @returns {Promise<number | null>} the median PSNR in dB; null when no picture could be read
 */
export function pictureQuality(video, count = 8) {
  return video.evaluate(async (element, { count, width, height, stripCells, stripHeight, counterModulus }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    const found = [];
    for (let i = 0; i < count; i++) {
      await new Promise(resolve => { setTimeout(resolve, 300); });
      pen.drawImage(element, 0, 0, width, height);
      const { data } = pen.getImageData(0, 0, width, height);
      const luma = at => 0.299 * data[at * 4] + 0.587 * data[at * 4 + 1] + 0.114 * data[at * 4 + 2];
      const cell = width / stripCells;
      const bits = Array.from({ length: stripCells }, (_, n) => luma((stripHeight >> 1) * width + Math.round((n + 0.5) * cell)) > 125 ? 1 : 0);
      if (bits[0] !== 1 || bits[1] !== 0 || bits[19] !== 1 || bits.slice(2, 18).reduce((a, b) => a ^ b, 0) !== bits[18]) continue;
      const n = bits.slice(6, 18).reduce((a, b) => a * 2 + b, 0) % counterModulus;
      const [bx, by] = [width / 2 + Math.cos(n / 20) * 180, height / 2 + 20 + Math.sin(n / 20) * 100];
      let [sx, sy, sxx, sxy, syy, pixels] = [0, 0, 0, 0, 0, 0];
      for (let y = stripHeight + 8; y < height; y += 2) {
        for (let x = 0; x < width; x += 2) {
          const dy = y - by;
          const isBall = Math.abs(dy) < 40 && Math.abs(x - bx) <= Math.sqrt(1600 - dy * dy);
          const sent = isBall ? 230 : 60 + ((x + y + n) & 127);
          const got = luma(y * width + x);
          sx += got; sy += sent; sxx += got * got; sxy += got * sent; syy += sent * sent; pixels++;
        }
      }
      // Least squares: sent = a + b got.
      const b = (pixels * sxy - sx * sy) / (pixels * sxx - sx * sx);
      const a = (sy - b * sx) / pixels;
      const error = (syy - 2 * a * sy - 2 * b * sxy + pixels * a * a + 2 * a * b * sx + b * b * sxx) / pixels;
      found.push(10 * Math.log10(255 * 255 / Math.max(error, 0.01)));
    }
    found.sort((x, y) => x - y);
    return found.length === 0 ? null : found[found.length >> 1];
  }, { count, width, height, stripCells, stripHeight, counterModulus });
}
