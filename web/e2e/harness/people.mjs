// What a person does in the product, in the words of its screens.
import assert from 'node:assert/strict';
import { openBrowser } from './browser.mjs';
import { patience, until } from './until.mjs';

/** Waits until a page has done what a key has asked it to do, and drawn it: the focus moves a little later than the key. */
export const nextTurn = page => page.evaluate(() => new Promise(resolve => {
  setTimeout(resolve, 1000);
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
}));

/** Finds by data-testid. */
export const by = (page, id) => page.locator(`[data-testid="${id}"]`);

/** In the page, before its own scripts: keeps the news in the corner, which goes after five seconds whether a test has come to look or not. */
function keepNews() {
  const news = globalThis.newsSoFar = [];
  new MutationObserver(changes => {
    for (const node of changes.flatMap(change => [...change.addedNodes])) {
      if (!(node instanceof Element)) continue;
      const shown = '[data-testid="toasts"] [data-kind]';
      for (const one of node.matches(shown) ? [node] : node.querySelectorAll(shown)) news.push({ kind: one.dataset.kind, text: one.textContent });
    }
  }).observe(document, { childList: true, subtree: true });
}

/**
 * Somebody with a browser of their own.
 * @param {'alice' | 'bruno' | 'clara'} name
 */
export async function person(name, options) {
  const browser = await openBrowser(name, options);
  const { page } = browser;
  browser.context.setDefaultTimeout(patience);
  await browser.context.addInitScript(keepNews);
  return {
    ...browser,
    name,
    /** Waits until the corner has said something of a kind that it was not asked for before. */
    told: (kind, text = '') => page.waitForFunction(([kind, text]) => {
      const news = globalThis.newsSoFar ?? [];
      const at = news.findIndex(one => one.kind === kind && one.text.includes(text));
      return at >= 0 && news.splice(at, 1).length > 0;
    }, [kind, text], { polling: 50 }),
    /**
     * Creates a meeting from the home page, signing in on the way; answers its link and stays on the pre-join screen. Whoever has
     * the link may enter, unless the meeting's own access is asked for: then guests wait.
     */
    async createMeeting(url, access = 'public') {
      await page.goto(url);
      await by(page, 'home-new').click();
      const signIn = by(page, 'signin-name');
      await signIn.or(by(page, 'prejoin-join')).first().waitFor();
      if (await signIn.isVisible()) {
        await signIn.fill(displayName(name));
        await by(page, 'signin-submit').click();
      }
      await by(page, 'prejoin-join').waitFor();
      const slug = /^\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/;
      assert.match(await until(() => new URL(page.url()).pathname, path => slug.test(path)), slug);
      const changed = await page.evaluate(async ({ slug, access }) => (await fetch(`/api/v1/rooms${slug}`, {
        method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ access }),
      })).status, { slug: new URL(page.url()).pathname, access });
      assert.equal(changed, 200, 'the access could be set');
      return page.url();
    },
    /** Opens a link and enters the call from the pre-join screen. */
    async join(link) {
      await this.knock(link);
      await this.inside();
    },
    /** Opens a link and asks to enter. */
    async knock(link) {
      if (page.url() !== link) await page.goto(link);
      await by(page, 'prejoin-name').fill(displayName(name));
      await by(page, 'prejoin-join').click();
    },
    /** Waits until the call is there; where it does not come, says what is there instead. */
    async inside() {
      try {
        await page.locator('[data-testid="call-state"][data-state="connected"]').waitFor({ state: 'attached' });
      } catch (e) {
        const there = await page.evaluate(() => [...document.querySelectorAll('[data-testid="call-state"], [data-testid="ended"], [data-testid="error"], [data-testid="waiting"], [data-testid="prejoin-error"], main')].map(one => `${one.outerHTML.slice(0, 120)} ${one.innerText.slice(0, 300)}`));
        throw new Error(`${name} is not in the call: ${JSON.stringify([there, browser.faults])}`, { cause: e });
      }
    },
    /** The tile of somebody else's camera. */
    tileOf: other => page.locator(`[data-testid="tile"][data-source="camera"]:has-text("${displayName(other)}")`),
    /** The tile of somebody's shared screen. */
    shareTile: () => page.locator('[data-testid="tile"][data-source="screen_share"]'),
    /** The <video> in a tile, once it has pictures. */
    async videoIn(tile) {
      const video = tile.locator('video');
      await video.waitFor();
      // Found anew each time: another element may take its place.
      assert.ok(await until(() => video.evaluate(v => v.videoWidth > 0 && v.currentTime > 0)), 'the video has pictures');
      return video.elementHandle();
    },
  };
}

/** What a person is called on screen. */
export const displayName = name => ({ alice: 'Alice Durand', bruno: 'Bruno Keller', clara: 'Clara Petit' })[name] ?? name;
