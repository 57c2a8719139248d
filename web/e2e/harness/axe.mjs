// Asks axe-core what is wrong with a page for people who do not see it, or do not use a mouse.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What breaks WCAG 2.0–2.2 at levels A and AA, and axe's good practices, in words; empty when nothing does.
 * @param {import('playwright-core').Page} page
 */
export async function axeFaults(page) {
  // Evaluated by the debugger, so that the page's own Content-Security-Policy stays as it is.
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return violations.flatMap(({ id, help, nodes }) => nodes.map(node => `${id}: ${help}: ${node.html.slice(0, 160)}${node.any[0] ? ` (${node.any[0].message})` : ''}`));
}
