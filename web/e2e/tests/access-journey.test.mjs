// From the home page to the end of a meeting with the keyboard alone: every step begins with a focus that is seen.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { by, nextTurn, person } from '../harness/people.mjs';
import { startServer } from '../harness/server.mjs';
import { until } from '../harness/until.mjs';

/** In the page: what has the focus, and whether one sees that it does. */
function focusNow() {
  const one = document.activeElement;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
  // A field of text and a list mark the focus on what is around it.
  const around = getComputedStyle(one.parentElement ?? one);
  const ringed = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const box = one.getBoundingClientRect();
  return {
    id: one.dataset.testid ?? one.closest('[data-testid]')?.dataset.testid ?? one.tagName,
    seen: (ringed({ outlineStyle, outlineWidth }) || ringed(around) || boxShadow !== 'none' || one.matches('[role^="menuitem"], [role="option"], [role="dialog"]')) && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}

/** Keys together: `Shift+F6`. */
async function press(page, keys) {
  const [key, ...held] = keys.split('+').reverse();
  for (const one of held) await page.keyboard.down(one);
  await page.keyboard.press(key);
  for (const one of held) await page.keyboard.up(one);
}

/** Presses Tab until the control of that name has the focus, and looks whether it is seen. */
async function tabTo(page, id, keys = 'Tab') {
  const way = [];
  for (let i = 0; i < 60; i++) {
    await nextTurn(page);
    const now = await page.evaluate(focusNow);
    way.push(now.id);
    if (now.id === id) {
      // It may be on its way into the window.
      assert.ok(now.seen || await until(() => page.evaluate(focusNow), later => later.id === id && later.seen).then(later => later.seen), `the focus on ${id} is seen`);
      return;
    }
    await press(page, keys);
  }
  assert.fail(`${keys} never reaches ${id}: ${way.join(' ')}`);
}

describe('the journey by keyboard', { concurrency: false }, () => {
  let server, alice, bruno;

  before(async () => {
    server = await startServer();
    alice = await person('alice');
    bruno = await person('bruno');
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('creates a meeting, enters, mutes, writes, looks who is there, sets something, leaves', async () => {
    const { page } = alice;
    const { keyboard } = page;
    await page.goto(server.url);
    await by(page, 'home-new').waitFor();
    await tabTo(page, 'home-new');
    await keyboard.press('Enter');
    await by(page, 'signin-name').waitFor();
    await tabTo(page, 'signin-name');
    await keyboard.type('Alice Durand');
    await keyboard.press('Enter');
    await by(page, 'prejoin-join').waitFor();
    const link = page.url();
    await page.evaluate(slug => fetch(`/api/v1/rooms${slug}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"access":"public"}' }), new URL(link).pathname);
    await tabTo(page, 'prejoin-mic');
    await keyboard.press('Space');
    await page.locator('[data-testid="prejoin-mic"][aria-pressed="false"]').waitFor();
    await tabTo(page, 'prejoin-join');
    await keyboard.press('Enter');
    await alice.inside();
    await bruno.join(link);
    await alice.tileOf('bruno').waitFor();

    await page.keyboard.press('F6');
    await tabTo(page, 'ctl-mic', 'F6');
    await keyboard.press('Space');
    await page.locator('[data-testid="ctl-mic"][aria-pressed="true"]').waitFor();
    await tabTo(page, 'ctl-chat', 'ArrowRight');
    await keyboard.press('Enter');
    await by(page, 'chat-input').waitFor();
    await tabTo(page, 'chat-input');
    await keyboard.type('Bonjour !');
    await keyboard.press('Enter');
    await page.locator('[data-testid="chat-message"]:has-text("Bonjour !")').waitFor();
    await keyboard.press('Escape');
    await by(page, 'panel').waitFor({ state: 'detached' });
    await tabTo(page, 'ctl-chat');
    await tabTo(page, 'ctl-people', 'ArrowRight');
    await keyboard.press('Enter');
    await by(page, 'person').nth(1).waitFor();
    await keyboard.press('Control+Alt+p');
    await by(page, 'panel').waitFor({ state: 'detached' });
    await tabTo(page, 'ctl-more', 'ArrowRight');
    await keyboard.press('Enter');
    await by(page, 'more-settings').waitFor();
    await tabTo(page, 'more-settings', 'ArrowDown');
    await keyboard.press('Enter');
    await by(page, 'settings').waitFor();
    await tabTo(page, 'settings-tab-audio');
    await tabTo(page, 'settings-tab-access', 'ArrowRight');
    await keyboard.press('Escape');
    await by(page, 'settings').waitFor({ state: 'detached' });

    // A tile: its menu, and back to it.
    // After the last part F6 belongs to the browser: back is with Shift.
    await tabTo(page, 'tile', 'Shift+F6');
    await keyboard.press('Control+Alt+a');
    await page.locator('[data-testid="call-status"]:has-text("2 personnes sont là")').waitFor({ state: 'attached' });
    await keyboard.press('Control+Alt+w');
    await by(page, 'leave-only').waitFor();
    await tabTo(page, 'leave-only', 'ArrowDown');
    await keyboard.press('Enter');
    await by(page, 'ended').waitFor();
    await tabTo(page, 'ended-rejoin');
    assert.deepEqual(alice.faults, []);
  });
});
