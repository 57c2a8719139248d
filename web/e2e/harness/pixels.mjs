// Contrast as it is on the screen: colours of pixels, composited by the browser.

/**
 * The pixels of a part of the page.
 * @param {import('playwright-core').Page} page
 * @param {{ x: number, y: number, width: number, height: number }} clip
 * @param {import('playwright-core').Page} easel a page on which pictures can be decoded
 * @returns {Promise<{ width: number, height: number, at: (x: number, y: number) => [number, number, number] }>}
 */
export async function pixelsOf(page, clip, easel) {
  const png = (await page.screenshot({ clip, animations: 'disabled', caret: 'hide' })).toString('base64');
  const { width, height, data } = await easel.evaluate(async png => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let text = '';
    for (let i = 0; i < data.length; i += 4096) text += String.fromCharCode(...data.subarray(i, i + 4096));
    return { width: image.width, height: image.height, data: btoa(text) };
  }, png);
  const bytes = Buffer.from(data, 'base64');
  return { width, height, at: (x, y) => [...bytes.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)] };
}

function luminance([r, g, b]) {
  const line = value => { const v = value / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * line(r) + 0.7152 * line(g) + 0.0722 * line(b);
}

/** WCAG's measure of two colours, from 1 to 21. */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
