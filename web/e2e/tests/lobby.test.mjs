// The waiting room: guests before the door, hosts in the call and elsewhere, lost networks and tabs that nobody looks at.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { quiet } from '../../dev/look.mjs';
import { axeFaults } from '../harness/axe.mjs';
import { by, displayName, nextTurn, person } from '../harness/people.mjs';
import { photograph } from '../harness/photograph.mjs';
import { startServer } from '../harness/server.mjs';
import { comesTo } from '../harness/until.mjs';

const folder = path.join(import.meta.dirname, '..', '.results', 'lobby');

/** What axe-core found wrong on the way. */
const unfit = [];

/** Keeps a page as it is now, to be looked at, and what axe-core finds wrong with it. */
async function judge(page, name) {
  // Animations change colours on the way.
  await quiet(page);
  await photograph(page, folder, name);
  unfit.push(...(await axeFaults(page)).map(fault => `${name}: ${fault}`));
}

const waitingIn = (page, phase) => page.locator(`[data-testid="waiting"][data-phase="${phase}"]`);
const row = (page, name) => by(page, 'waiting-person').filter({ hasText: displayName(name) });

/** Presses Tab until something is focused, as somebody without a mouse does. */
async function tabTo(page, id, most = 60) {
  for (let i = 0; i < most; i++) {
    await nextTurn(page);
    if (await page.evaluate(() => document.activeElement?.closest('[data-testid]')?.dataset.testid) === id) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab never reaches ${id}`);
}

/** Asks to enter as somebody whom the server does not know: whoever was inside before need not wait again. */
async function asStranger(one, link) {
  await one.context.clearCookies();
  await one.page.goto(link);
  await one.knock(link);
}

describe('the waiting room', { concurrency: false }, () => {
  let server, alice, bruno, clara, link;

  before(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    // Whoever was turned away asks again after ten seconds, if nothing else is said.
    // A place is kept for a minute; a look at the page that has lost it may take longer.
    server = await startServer('serve', undefined, { env: { VISIO__Rooms__LobbyPause: '00:00:02', VISIO__Rooms__LobbyPlaceKept: '00:10:00' } });
    alice = await person('alice');
    bruno = await person('bruno');
    clara = await person('clara', { throttled: true });
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await clara?.close();
    await server?.stop();
  });

  it('is where a guest lands, and a host lets them in by keyboard alone', async t => {
    link = await alice.createMeeting(server.url, 'trusted');
    await alice.join(link);
    await bruno.knock(link);
    await waitingIn(bruno.page, 'waiting').waitFor();
    await bruno.page.locator('[data-testid="waiting"][data-host="true"]').waitFor();
    await bruno.videoIn(by(bruno.page, 'waiting'));
    await by(alice.page, 'knock').filter({ hasText: 'Bruno Keller' }).waitFor();
    await judge(bruno.page, 'waiting');
    await judge(alice.page, 'knock');

    await alice.page.keyboard.press('Escape');
    await tabTo(alice.page, 'knock-show');
    await alice.page.keyboard.press('Enter');
    await row(alice.page, 'bruno').waitFor();
    await judge(alice.page, 'lobby');
    await tabTo(alice.page, 'lobby-admit');
    const pressed = Date.now();
    await alice.page.keyboard.press('Enter');
    await bruno.inside();
    t.diagnostic(`in the call ${Date.now() - pressed} ms after the key`);
    await alice.tileOf('bruno').waitFor();
    await by(alice.page, 'lobby').waitFor({ state: 'detached' });
    await by(alice.page, 'person').filter({ hasText: 'Bruno' }).and(alice.page.locator('[data-guest="true"]')).waitFor();
  });

  it('carries what a host writes, and a refusal with the way to ask again', async () => {
    await clara.knock(link);
    await waitingIn(clara.page, 'waiting').waitFor();
    await row(alice.page, 'clara').waitFor();
    await by(alice.page, 'lobby-message').fill('Encore <b>cinq</b> minutes, merci 🙂');
    await by(alice.page, 'lobby-message-send').click();
    await by(clara.page, 'waiting-message').filter({ hasText: 'Encore <b>cinq</b> minutes, merci 🙂' }).waitFor();
    await judge(clara.page, 'message');
    await row(alice.page, 'clara').getByTestId('lobby-deny').click();
    await waitingIn(clara.page, 'denied').waitFor();
    await judge(clara.page, 'denied');
    await row(alice.page, 'clara').waitFor({ state: 'detached' });
    const again = by(clara.page, 'waiting-ask-again');
    await again.click();
    await waitingIn(clara.page, 'waiting').waitFor();
    await row(alice.page, 'clara').waitFor();
  });

  it('keeps a place through a lost network, and says so meanwhile', async () => {
    const id = await row(alice.page, 'clara').getAttribute('data-id');
    await clara.context.setOffline(true);
    await waitingIn(clara.page, 'reconnecting').waitFor();
    await judge(clara.page, 'reconnecting');
    await clara.context.setOffline(false);
    await waitingIn(clara.page, 'waiting').waitFor();
    await comesTo(() => row(alice.page, 'clara').count(), 1, 'she waits once');
    assert.equal(await row(alice.page, 'clara').getAttribute('data-id'), id, 'her place is the same');
  });

  it('lets in somebody whose tab is in the background', async t => {
    const other = await clara.context.newPage();
    await other.bringToFront();
    await clara.page.waitForFunction(() => document.visibilityState === 'hidden', undefined, { polling: 200, timeout: 1000 }).catch(() => t.diagnostic('this browser does not report the tab as hidden'));
    const pressed = Date.now();
    await row(alice.page, 'clara').getByTestId('lobby-admit').click();
    await alice.tileOf('clara').waitFor();
    t.diagnostic(`on the host's screen after ${Date.now() - pressed} ms`);
    await other.close();
    await clara.page.bringToFront();
    await clara.inside();
  });

  it('tells a host who is on the home page, who lets people in from there', async () => {
    await by(clara.page, 'ctl-leave').click();
    await by(clara.page, 'ended').waitFor();
    await by(alice.page, 'ctl-leave').click();
    await by(alice.page, 'leave-only').click();
    await by(alice.page, 'ended-home').click();
    await asStranger(clara, link);
    await waitingIn(clara.page, 'waiting').waitFor();
    await clara.page.locator('[data-testid="waiting"][data-host="false"]').waitFor();
    const door = by(alice.page, 'home-lobby').filter({ hasText: 'Clara' });
    await door.waitFor();
    await judge(alice.page, 'home');
    await door.getByTestId('home-lobby-admit').click();
    await clara.inside();
    await door.waitFor({ state: 'detached' });
  });

  it('can be left, and hosts see that', async () => {
    await alice.join(link);
    // livekit-client reports a fault of its own when somebody leaves between the offer with their tracks and the first connection.
    await alice.videoIn(alice.tileOf('clara'));
    await by(clara.page, 'ctl-leave').click();
    await by(clara.page, 'ended').waitFor();
    await asStranger(clara, link);
    await by(alice.page, 'knock').waitFor();
    await by(clara.page, 'waiting-cancel').click();
    await by(clara.page, 'home-code').waitFor();
    await by(alice.page, 'knock').waitFor({ state: 'detached' });
  });

  it('is fit for people who do not see it or do not use a mouse', () => assert.deepEqual(unfit, []));

  it('did not trouble any page', () => {
    for (const one of [alice, bruno]) assert.deepEqual(one.faults, []);
    // Chromium reports what failed while there was no network.
    assert.deepEqual(clara.faults.filter(fault => !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(fault)), []);
    assert.doesNotMatch(server.log(), /(?:fail|crit): /);
  });
});
