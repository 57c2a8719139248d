// Draws the icons of the installed application from public/icon.svg: node dev/icons.mjs. Their PNGs are part of the repository.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const svg = readFileSync(new URL('../public/icon.svg', import.meta.url), 'utf8');
const inner = svg.replace(/^<svg[^>]*>|<\/svg>$/g, '');
const folder = new URL('../public/icons/', import.meta.url).pathname;
// Systems cut a maskable icon to their own shape: all but the middle four fifths may go, so the ground reaches to every edge.
const whole = inner.replace(/<rect width="32" height="32" rx="9"/, '<rect x="-8" y="-8" width="48" height="48"');
const icons = [
  ['icon-192', 192, '0 0 32 32', inner],
  ['icon-512', 512, '0 0 32 32', inner],
  ['maskable-512', 512, '-4 -4 40 40', whole],
  ['apple-touch-180', 180, '-2 -2 36 36', whole],
];

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const [name, size, box, drawing] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" style="display:block" width="${size}" height="${size}" viewBox="${box}">${drawing}</svg>`);
  await page.screenshot({ path: `${folder}${name}.png`, omitBackground: true });
  await page.close();
}
await browser.close();
