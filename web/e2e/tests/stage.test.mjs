// What each person sees, in one real meeting: three people, two of whom may share, on one server.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { axeFaults } from '../harness/axe.mjs';
import { patient } from '../harness/browser.mjs';
import { by, displayName, person } from '../harness/people.mjs';
import { photograph } from '../harness/photograph.mjs';
import { listen } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';
import { lastingFaults } from '../harness/until.mjs';

const folder = path.join(import.meta.dirname, '..', '.results', 'stage');
const tile = (page, name, source = 'camera') => page.locator(`[data-testid="tile"][data-source="${source}"]:has-text("${displayName(name)}")`);
const unfit = [];
/** What the slides of one of them play, in hertz: nobody's voice. */
const slidesTone = 2500;

async function judge(page, name) {
  await photograph(page, folder, name);
  // A tooltip beside the button with the focus, and news, stand outside the page's regions: axe's good practice, not a rule of WCAG.
  const faults = async () => (await axeFaults(page)).filter(fault => !fault.startsWith('region: '));
  unfit.push(...(await lastingFaults(faults)).map(fault => `${name}: ${fault}`));
}

/** Chooses a layout in its dialog. */
async function choose(page, layout) {
  await by(page, 'ctl-layout').click();
  await by(page, `layout-choice-${layout}`).click();
  await page.keyboard.press('Escape');
  await page.locator(`[data-testid="stage"][data-choice="${layout}"]`).waitFor();
}

/** How many pictures of others arrive now: tracks whose bytes grow. */
async function arriving(page) {
  return page.evaluate(async () => {
    const bytes = async () => {
      const all = new Map();
      for (const connection of globalThis.connections) {
        for (const one of (await connection.getStats()).values()) if (one.type === 'inbound-rtp' && one.kind === 'video') all.set(`${one.ssrc}`, one.bytesReceived);
      }
      return all;
    };
    const first = await bytes();
    await new Promise(resolve => setTimeout(resolve, 700));
    const second = await bytes();
    return [...second].filter(([ssrc, count]) => count > (first.get(ssrc) ?? 0)).length;
  });
}

async function until(what, check, timeout = 120_000) {
  const end = Date.now() + timeout;
  for (;;) {
    if (await check()) return;
    if (Date.now() > end) assert.fail(what);
    await new Promise(resolve => setTimeout(resolve, 150));
  }
}

describe('the pictures of a call', { concurrency: false }, () => {
  let server, alice, bruno, clara;

  before(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    [server, alice, bruno, clara] = await Promise.all([startServer(), person('alice', patient), person('bruno', patient), person('clara', patient)]);
    await alice.page.addInitScript(() => {
      globalThis.connections = [];
      const Original = globalThis.RTCPeerConnection;
      globalThis.RTCPeerConnection = class extends Original {
        constructor(...args) {
          super(...args);
          globalThis.connections.push(this);
        }
      };
    });
    const link = await alice.createMeeting(server.url);
    await Promise.all([alice.join(link), bruno.join(link), clara.join(link)]);
    await alice.videoIn(tile(alice.page, 'bruno'));
    await alice.videoIn(tile(alice.page, 'clara'));
  });

  after(async () => {
    await Promise.all([alice, bruno, clara].map(one => one?.close()));
    await server?.stop();
  });

  it('only what is visible is received, and the element stays the same from layout to layout', async () => {
    const { page } = alice;
    await until('both are received', async () => await arriving(page) === 2);
    const element = await tile(page, 'bruno').locator('video').elementHandle();
    await page.evaluate(() => {
      globalThis.begun = { there: 0, heard: 0 };
      const ofTile = event => event.target.closest('[data-testid="tile"]') !== null;
      document.addEventListener('transitionrun', event => { if (ofTile(event)) globalThis.begun.there++; }, { capture: true });
      document.addEventListener('transitionrun', event => { if (ofTile(event)) globalThis.begun.heard++; });
    });
    await by(page, 'ctl-layout').click();
    await judge(page, 'layout');
    await page.keyboard.press('Escape');
    await choose(page, 'sidebar');
    await choose(page, 'grid');
    assert.ok(await tile(page, 'bruno').locator('video').evaluate((now, before) => now === before, element), 'the same <video> as before');
    await choose(page, 'speaker');
    // What listens on the document would keep each tile that goes before its transition ends.
    await until('tiles move', () => page.evaluate(() => globalThis.begun.there > 0));
    assert.equal(await page.evaluate(() => globalThis.begun.heard), 0);
    await until('one is large', async () => await page.locator('[data-testid="tile"][data-part="main"]').count() === 1);
    await until('the others are no longer received', async () => await arriving(page) === 1);
    await page.reload();
    await by(page, 'prejoin-join').click();
    await alice.inside();
    await page.locator('[data-testid="stage"][data-choice="speaker"]').waitFor();
    await choose(page, 'auto');
    await until('both are received again', async () => await arriving(page) === 2);
  });

  it('pins two people side by side, by button and by keyboard', async () => {
    const { page } = alice;
    await tile(page, 'bruno').hover();
    await tile(page, 'bruno').getByTestId('tile-focus').click();
    await page.locator('[data-testid="tile"][data-pinned="true"][data-part="main"]').waitFor();
    await tile(page, 'clara').focus();
    await page.keyboard.press('Enter');
    await by(page, 'tile-pin').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('role')?.startsWith('menuitem'));
    await page.keyboard.press('Enter');
    await until('two are pinned', async () => await page.locator('[data-testid="tile"][data-pinned="true"][data-part="main"]').count() === 2);
    await judge(page, 'pins');
    await by(page, 'ctl-layout').click();
    await by(page, 'layout-unpin').click();
    await page.keyboard.press('Escape');
    await page.locator('[data-testid="stage"][data-layout="grid"]').waitFor();
  });

  it('turns somebody’s volume down, here only', async () => {
    const { page } = alice;
    await tile(page, 'bruno').hover();
    await tile(page, 'bruno').getByTestId('person-menu').click();
    await by(page, 'tile-volume').click();
    await by(page, 'volume-microphone').locator('input').focus();
    await page.keyboard.press('Home');
    await until('one of the two voices is silent', () => page.evaluate(() => [...document.querySelectorAll('[data-testid="remote-audio"]')].filter(one => one.volume === 0).length === 1));
    await judge(page, 'volume');
    await page.keyboard.press('End');
    await until('it is amplified through Web Audio', () => page.evaluate(() => [...document.querySelectorAll('[data-testid="remote-audio"]')].filter(one => one.muted).length === 1));
    await page.keyboard.press('Escape');
  });

  it('shows two shared screens, one large or both side by side, enlarges one, and hears what it plays', async t => {
    const { page } = alice;
    for (const one of [bruno, clara]) {
      // Nobody reads them: few pictures are less work for three browsers.
      await one.openSlides({ every: 1000, tone: one === bruno ? slidesTone : 0 });
      await by(one.page, 'ctl-share').click();
    }
    await by(page, 'shares').waitFor();
    await by(page, 'shares-side').click();
    await until('both are large', async () => await page.locator('[data-testid="tile"][data-source="screen_share"][data-part="main"]').count() === 2);
    await by(page, 'shares-one').filter({ hasText: 'Bruno' }).click();
    const shared = tile(page, 'bruno', 'screen_share');
    await page.locator('[data-testid="tile"][data-source="screen_share"][data-part="main"]:has-text("Bruno")').waitFor();
    await until('only one is large', async () => await page.locator('[data-testid="tile"][data-source="screen_share"][data-part="main"]').count() === 1);
    await alice.videoIn(shared);
    await shared.focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press('+');
    await page.locator('[data-testid="tile"][data-zoom="800"]').waitFor();
    await shared.locator('video').evaluate(video => Promise.all(video.getAnimations().map(one => one.finished)));
    const left = () => shared.locator('video').evaluate(video => video.getBoundingClientRect().left);
    const before = await left();
    await page.keyboard.press('ArrowRight');
    await until('it moved', async () => await left() < before);
    await judge(page, 'zoom');
    await page.keyboard.press('0');
    await page.locator('[data-testid="tile"][data-zoom="100"]').first().waitFor();
    const { prominenceDb: [tone] } = await listen(page, [slidesTone], 0, [20]);
    t.diagnostic(`the sound of the shared screen stands ${Math.round(tone)} dB out`);
    assert.ok(tone > 20, `the shared screen is heard: ${tone} dB`);
    await shared.getByTestId('tile-menu').click();
    await by(page, 'tile-volume').click();
    await by(page, 'volume-screen_share').locator('input').focus();
    await page.keyboard.press('Home');
    const silent = () => page.evaluate(() => [...document.querySelectorAll('[data-testid="remote-audio"]')].filter(one => one.volume === 0).length);
    await until('the shared sound is silent, the voices are not', async () => await silent() === 1);
    await page.keyboard.press('Escape');
    await by(bruno.page, 'ctl-share').click();
    await by(page, 'shares').waitFor({ state: 'detached' });
    await page.locator('[data-testid="tile"][data-source="screen_share"][data-part="main"]:has-text("Clara")').waitFor();
  });

  it('opens the small window with the screen first, styled, and its buttons work', async () => {
    const { page } = alice;
    await by(page, 'ctl-more').click();
    const opened = page.context().waitForEvent('page');
    await by(page, 'more-pip').click();
    const small = await opened;
    const shown = () => by(small, 'pip-tile').evaluateAll(all => all.map(one => one.dataset.source).join());
    await until('the screen and two people are there', async () => await shown() === 'screen_share,camera,camera');
    await until('our styles apply', () => by(small, 'pip').evaluate(one => getComputedStyle(one).display === 'flex'));
    const pressed = await by(page, 'ctl-mic').getAttribute('aria-pressed');
    await by(small, 'pip-mic').click();
    await page.locator(`[data-testid="ctl-mic"]:not([aria-pressed="${pressed}"])`).waitFor();
    await photograph(small, folder, 'pip');
    // The window goes with the click: nothing there is left to be asked how it went.
    await by(small, 'pip-back').evaluate(button => setTimeout(() => button.click()));
    await until('it is gone', () => page.evaluate(() => globalThis.documentPictureInPicture.window === null));
    await by(clara.page, 'ctl-share').click();
    await page.locator('[data-testid="stage"][data-layout="grid"]').waitFor();
  });

  it('with one other person oneself is in a corner, which keys choose', async () => {
    const { page } = alice;
    await by(clara.page, 'ctl-leave').click();
    await page.locator('[data-testid="stage"][data-layout="duo"]').waitFor();
    const own = page.locator('[data-testid="tile"][data-part="corner"]');
    await own.focus();
    const place = () => own.evaluate(one => { const { left, top } = one.getBoundingClientRect(); return [left < innerWidth / 2, top < innerHeight / 2].join(); });
    await until('it is at the bottom right', async () => await place() === 'false,false');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Shift+ArrowUp');
    await until('it is at the top left', async () => await place() === 'true,true');
    await judge(page, 'duo');
  });

  it('nothing of the bar falls off a narrow phone', async () => {
    const { page } = alice;
    await page.setViewportSize({ width: 320, height: 640 });
    await until('the bar is shorter', async () => !(await by(page, 'ctl-people').isVisible()));
    const outside = () => page.locator('footer button').evaluateAll(all => all.map(one => one.getBoundingClientRect()).filter(box => box.left < 0 || box.right > innerWidth || box.width < 44 || box.height < 44).length);
    await until('every button is whole within the window', async () => await outside() === 0);
    await by(page, 'ctl-more').click();
    await by(page, 'more-people').waitFor();
    await by(page, 'more-layout').waitFor();
    await judge(page, 'narrow');
  });

  it('is fit for people who do not see it or do not use a mouse', () => assert.deepEqual(unfit, []));

  it('nothing went wrong in any page on the way', () => {
    for (const one of [alice, bruno, clara]) assert.deepEqual(one.faults, []);
  });
});
