// Every screen with real people behind it, on a desk and on a phone, in French and English, light and dark. `VISIO_PHOTOGRAPHS=1` photographs each into
// .results/screens; what a machine can judge is judged here: nothing hangs over the edge, nothing covers a control,
// every control can be hit and has a name.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { quiet } from '../../dev/look.mjs';
import { faultsOf } from '../harness/layout.mjs';
import { by, nextTurn, person } from '../harness/people.mjs';
import { photograph } from '../harness/photograph.mjs';
import { startServer } from '../harness/server.mjs';

const folder = path.join(import.meta.dirname, '..', '.results', 'screens');
const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const narrow = { width: 320, height: 640 };

describe('screens', { concurrency: false }, () => {
  let server, alice, bruno, link;

  /** Photographs a page at some sizes and judges each. */
  async function look(page, name, { sizes = { desk, phone, narrow }, schemes = ['light'] } = {}) {
    const found = [];
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        await quiet(page);
        await photograph(page, folder, `${name}-${size}-${colorScheme}`);
        found.push(...(await faultsOf(page)).map(fault => `${name} (${size}, ${colorScheme}): ${fault}`));
      }
    }
    await page.setViewportSize(desk);
    await page.emulateMedia({ colorScheme: 'light' });
    assert.deepEqual(found, []);
  }

  before(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    server = await startServer();
    alice = await person('alice');
    bruno = await person('bruno', { locale: 'en-GB' });
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('home, in both languages, and the sign-in', async () => {
    await alice.page.goto(server.url);
    await by(alice.page, 'home-new').waitFor();
    await alice.page.locator('html[lang="fr"]').waitFor();
    await look(alice.page, 'home', { schemes: ['light', 'dark'] });
    await bruno.page.goto(server.url);
    await by(bruno.page, 'home-new').waitFor();
    await bruno.page.locator('html[lang="en"]').waitFor();
    await look(bruno.page, 'home-english');
    await by(alice.page, 'home-new').click();
    await by(alice.page, 'signin-name').waitFor();
    await look(alice.page, 'sign-in', { schemes: ['light', 'dark'] });
    await alice.page.keyboard.press('Escape');
  });

  it('a meeting that does not exist', async () => {
    await bruno.page.goto(`${server.url}/zzz-zzzz-zzz`);
    await by(bruno.page, 'error').waitFor();
    await look(bruno.page, 'no-such-meeting', { schemes: ['light', 'dark'] });
  });

  it('pre-join, and with everything blocked', async () => {
    link = await alice.createMeeting(server.url);
    await alice.videoIn(by(alice.page, 'prejoin'));
    await look(alice.page, 'pre-join', { schemes: ['light', 'dark'] });
    await bruno.context.clearPermissions();
    await bruno.page.goto(link);
    await bruno.page.locator('[data-testid="prejoin-camera-problem"]').waitFor();
    await look(bruno.page, 'pre-join-blocked');
    await bruno.context.grantPermissions(['camera', 'microphone'], { origin: server.url });
  });

  it('the call: alone, two people, chat, people, settings, a shared screen', async () => {
    await alice.join(link);
    await look(alice.page, 'call-alone');
    await bruno.page.reload();
    await bruno.join(link);
    await alice.videoIn(alice.tileOf('bruno'));
    await look(alice.page, 'call');
    await by(alice.page, 'ctl-chat').click();
    await by(alice.page, 'chat-input').fill('Bonjour Bruno ! L’ordre du jour : https://example.org/ordre-du-jour');
    await by(alice.page, 'chat-input').press('Enter');
    await by(bruno.page, 'ctl-chat').click();
    await by(bruno.page, 'chat-input').fill('Thank you, I will share the budget.');
    await by(bruno.page, 'chat-input').press('Enter');
    await by(alice.page, 'chat-message').nth(1).waitFor();
    await look(alice.page, 'chat');
    await by(alice.page, 'ctl-people').click();
    await by(alice.page, 'person').nth(1).waitFor();
    await look(alice.page, 'people');
    await by(alice.page, 'panel-close').click();
    await by(alice.page, 'ctl-more').click();
    await by(alice.page, 'more-settings').click();
    await by(alice.page, 'settings').waitFor();
    await look(alice.page, 'settings');
    await alice.page.keyboard.press('Escape');
    await by(alice.page, 'ctl-invite').click();
    await by(alice.page, 'invite').waitFor();
    await look(alice.page, 'invitation');
    await by(alice.page, 'panel-close').click();
    await bruno.openSlides();
    await by(bruno.page, 'ctl-share').click();
    await alice.videoIn(alice.shareTile());
    await look(alice.page, 'share');
    await look(bruno.page, 'sharing', { sizes: { desk } });
    await by(bruno.page, 'ctl-share').click();
  });

  it('can be left and entered again by keyboard alone', async () => {
    const focused = () => alice.page.evaluate(() => document.activeElement?.closest('[data-testid]')?.dataset.testid);
    const tabTo = async (id, key = 'Tab') => {
      for (let i = 0; i < 25; i++) {
        await nextTurn(alice.page);
        if (await focused() === id) return;
        await alice.page.keyboard.press(key);
      }
      assert.fail(`${key} never reaches ${id}`);
    };
    await by(alice.page, 'ctl-leave').focus();
    await alice.page.keyboard.press('Enter');
    // Whoever runs the meeting is asked whether the others may stay.
    await by(alice.page, 'leave-only').waitFor();
    await tabTo('leave-only', 'ArrowDown');
    await alice.page.keyboard.press('Enter');
    await by(alice.page, 'ended').waitFor();
    await look(alice.page, 'ended', { schemes: ['light', 'dark'] });
    await tabTo('ended-rejoin');
    await alice.page.keyboard.press('Enter');
    await by(alice.page, 'prejoin-join').waitFor();
    await tabTo('prejoin-join');
    await alice.page.keyboard.press('Enter');
    await alice.inside();
    await alice.page.locator('[data-testid="ctl-mic"][aria-pressed="true"]').waitFor();
    await alice.page.keyboard.press('Control+d');
    await bruno.page.locator('[data-testid="tile"][data-source="camera"][data-muted="true"]:has-text("Alice")').waitFor();
  });
});
