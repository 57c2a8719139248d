// What a person does in the product, in the words of its screens.
import assert from 'node:assert/strict';
import { openBrowser } from './browser.mjs';

/** Finds by data-testid. */
export const by = (page, id) => page.locator(`[data-testid="${id}"]`);

/**
 * Somebody with a browser of their own.
 * @param {'alice' | 'bruno'} name
 */
export async function person(name, options) {
  const browser = await openBrowser(name, options);
  const { page } = browser;
  return {
    ...browser,
    name,
    /** Creates a meeting from the home page, signing in on the way; answers its link and stays on the pre-join screen. */
    async createMeeting(url) {
      await page.goto(url);
      await by(page, 'home-new').click();
      const signIn = by(page, 'signin-name');
      await Promise.race([signIn.waitFor(), by(page, 'prejoin-join').waitFor()]);
      if (await signIn.isVisible()) {
        await signIn.fill(displayName(name));
        await by(page, 'signin-submit').click();
      }
      await by(page, 'prejoin-join').waitFor();
      assert.match(new URL(page.url()).pathname, /^\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
      return page.url();
    },
    /** Opens a link and enters the call from the pre-join screen. */
    async join(link) {
      if (page.url() !== link) await page.goto(link);
      await by(page, 'prejoin-name').fill(displayName(name));
      await by(page, 'prejoin-join').click();
      await page.locator('[data-testid="call-state"][data-state="connected"]').waitFor({ state: 'attached', timeout: 20_000 });
    },
    /** The tile of somebody else's camera. */
    tileOf: other => page.locator(`[data-testid="tile"][data-source="camera"]:has-text("${displayName(other)}")`),
    /** The tile of somebody's shared screen. */
    shareTile: () => page.locator('[data-testid="tile"][data-source="screen_share"]'),
    /** The <video> in a tile, once it has pictures. */
    async videoIn(tile) {
      const video = tile.locator('video');
      await video.waitFor({ timeout: 20_000 });
      const handle = await video.elementHandle();
      await page.waitForFunction(v => v.videoWidth > 0 && v.currentTime > 0, handle, { timeout: 20_000 });
      return handle;
    },
  };
}

/** What a person is called on screen. */
export const displayName = name => ({ alice: 'Alice Durand', bruno: 'Bruno Keller' })[name] ?? name;
