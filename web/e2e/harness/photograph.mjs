// Photographs of what a test saw, for whoever wants to look: `VISIO_PHOTOGRAPHS=1 make e2e`.
import path from 'node:path';

/** Writes `folder/name.png` when photographs are asked for: with pictures that move, each takes half a second. */
export async function photograph(page, folder, name) {
  if (process.env.VISIO_PHOTOGRAPHS !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
