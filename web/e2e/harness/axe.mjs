// Asks axe-core what is wrong with a page for people who do not see it, or do not use a mouse.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { lastingFaults } from './until.mjs';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What depends on the window's size and on colours; everything else is the same at every size. */
export const looks = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'link-in-text-block', 'label-content-name-mismatch'];

/**
 * What breaks WCAG 2.0–2.2 at levels A and AA, and axe's good practices, in words; empty when nothing does, or soon nothing does.
 * @param {import('playwright-core').Page} page
 * @param {string[]} [rules] only these
 */
export const axeFaults = (page, rules) => lastingFaults(() => faultsNow(page, rules));

async function faultsNow(page, rules) {
  // Evaluated by the debugger, so that the page's own Content-Security-Policy stays as it is.
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(source);
  // What is fading in has other colours.
  await page.evaluate(() => Promise.all(document.getAnimations()
    .filter(one => one.playState === 'running' && one.effect.getComputedTiming().endTime !== Infinity).map(one => one.finished.catch(() => {}))));
  const { violations } = await page.evaluate(rules => globalThis.axe.run(document, {
    runOnly: rules === undefined
      ? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
      : { type: 'rule', values: rules },
    resultTypes: ['violations'],
  }), rules);
  // A tip hangs outside every part of the page, and is read as a part of its button.
  const tip = (id, { html }) => id === 'region' && html.startsWith('<div data-overlay-container');
  return violations.flatMap(({ id, help, nodes }) => nodes.filter(node => !tip(id, node)).map(node => `${id}: ${help}: ${node.html.slice(0, 160)}${node.any[0] ? ` (${node.any[0].message})` : ''}`));
}
