// The stage under fingers, wheel, buttons and the browser's own windows, with invented people and no server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { by } from '../harness/people.mjs';
import { openStates } from '../harness/states.mjs';
import { comesTo, until } from '../harness/until.mjs';

const tablet = { viewport: { width: 820, height: 1180 }, hasTouch: true };

/** Fingers on the screen, as the browser gets them: each from one place to another, in ten steps, all at once. */
async function fingers(page, paths) {
  const cdp = await page.context().newCDPSession(page);
  const at = step => paths.map(([from, to], id) => ({ id, x: from.x + ((to.x - from.x) * step) / 10, y: from.y + ((to.y - from.y) * step) / 10 }));
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  for (let step = 1; step <= 10; step++) await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step) });
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await cdp.detach();
}

const middleOf = async locator => {
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
};
const shown = page => page.$$eval('[data-testid="tile"]', all => all.filter(one => one.dataset.local === 'false').map(one => one.dataset.identity).sort());
const pageIs = (page, number) => page.locator(`[data-testid="pager"][data-page="${number}"]`).waitFor();
const zoomOf = async page => Number(await page.locator('[data-testid="tile"][data-zoom]').getAttribute('data-zoom'));

describe('the stage under fingers, and in windows of the browser', { concurrency: false }, () => {
  let states;

  before(async () => { states = await openStates(); });
  after(async () => { await states?.close(); });

  it('turns pages by button, by key and by a swipe, and not when a finger goes up or down', async () => {
    const { page, faults, close } = await states.open(['paging', '/dev/?people=30&late=1'], tablet);
    await page.locator('[data-testid="call-state"][data-state="connected"]').waitFor({ state: 'attached' });
    await pageIs(page, 1);
    const first = await shown(page);
    await by(page, 'page-next').click();
    await pageIs(page, 2);
    const second = await until(() => shown(page), now => !first.some(one => now.includes(one)));
    assert.deepEqual(first.filter(one => second.includes(one)), [], 'nobody is on both pages');
    await by(page, 'page-previous').click();
    await pageIs(page, 1);
    await page.locator('[data-testid="tile"]').first().focus();
    await page.keyboard.press('PageDown');
    await pageIs(page, 2);
    await page.keyboard.press('PageUp');
    await pageIs(page, 1);
    const { x, y } = await middleOf(by(page, 'stage'));
    await fingers(page, [[{ x: x + 150, y }, { x: x - 150, y: y + 20 }]]);
    await pageIs(page, 2);
    await comesTo(() => shown(page), second);
    await fingers(page, [[{ x, y: y + 150 }, { x: x + 30, y: y - 150 }]]);
    await fingers(page, [[{ x: x - 150, y }, { x: x + 150, y }]]);
    await pageIs(page, 1);
    assert.deepEqual(faults, []);
    await close();
  });

  it('two fingers enlarge a shared screen, one moves it, and neither turns a page', async () => {
    const { page, faults, close } = await states.open(['pinch', '/dev/?people=30&share=1'], tablet);
    const screen = page.locator('[data-testid="tile"][data-zoom]');
    const { x, y } = await middleOf(screen);
    await fingers(page, [[{ x: x - 20, y }, { x: x - 90, y }], [{ x: x + 20, y }, { x: x + 90, y }]]);
    await page.waitForFunction(() => Number(document.querySelector('[data-zoom]').dataset.zoom) > 200);
    const left = () => screen.locator('video').evaluate(video => video.getBoundingClientRect().left);
    const before = await left();
    await fingers(page, [[{ x: x + 60, y }, { x: x - 60, y }]]);
    await page.waitForFunction(was => document.querySelector('[data-zoom] video').getBoundingClientRect().left < was - 40, before);
    await pageIs(page, 1);
    await fingers(page, [[{ x: x - 120, y }, { x: x - 8, y }], [{ x: x + 120, y }, { x: x + 8, y }]]);
    await page.locator('[data-zoom="100"]').waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

  it('the wheel with Ctrl, a double click and a full screen enlarge too', async () => {
    const { page, faults, close } = await states.open(['full', '/dev/?people=4&share=1']);
    const screen = page.locator('[data-testid="tile"][data-zoom]');
    const { x, y } = await middleOf(screen);
    await page.mouse.move(x, y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -60);
    await page.keyboard.up('Control');
    await page.waitForFunction(() => Number(document.querySelector('[data-zoom]').dataset.zoom) > 140);
    await page.mouse.dblclick(x, y);
    await page.locator('[data-zoom="100"]').waitFor();
    await page.mouse.dblclick(x, y);
    await page.locator('[data-zoom="250"]').waitFor();
    assert.equal(await zoomOf(page), 250);
    await screen.getByTestId('tile-menu').click();
    await by(page, 'tile-full').click();
    await page.waitForFunction(() => document.fullscreenElement === document.documentElement);
    await page.locator('[data-testid="stage"][data-full="tile"]').waitFor();
    await comesTo(() => by(page, 'tile').count(), 1);
    // The browser's own way out.
    await page.evaluate(() => document.exitFullscreen());
    await page.locator('[data-testid="stage"][data-full="none"]').waitFor();
    await comesTo(() => by(page, 'tile').count(), 5);
    await by(page, 'ctl-more').click();
    await by(page, 'more-full').click();
    await page.locator('[data-testid="stage"][data-full="call"]').waitFor();
    await by(page, 'ctl-more').click();
    await by(page, 'more-full').click();
    await page.waitForFunction(() => document.fullscreenElement === null);
    assert.deepEqual(faults, []);
    await close();
  });

  it('where a page may float only a video, it is the shared screen', async () => {
    const { page, faults, close } = await states.open(['home-error', '/']);
    await page.addInitScript(() => Object.defineProperty(window, 'documentPictureInPicture', { value: undefined }));
    await page.goto(`${states.origin}/dev/?people=4&share=1`);
    await by(page, 'ctl-more').click();
    await by(page, 'more-pip').click();
    await page.waitForFunction(() => document.pictureInPictureElement?.videoWidth === 1920);
    // When nobody shares any more, whoever is left is shown, in the same window.
    await page.evaluate(() => globalThis.harness.room.put('p1', { sharing: false, screen: null }));
    await page.waitForFunction(() => document.pictureInPictureElement?.videoWidth === 1280);
    await by(page, 'ctl-more').click();
    await by(page, 'more-pip').click();
    await page.waitForFunction(() => document.pictureInPictureElement === null && document.querySelectorAll('body > video').length === 0);
    assert.deepEqual(faults, []);
    await close();
  });
});
