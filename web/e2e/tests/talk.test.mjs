// What people say to each other besides voice and picture: two in a call, and a third who comes late.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { axeFaults } from '../harness/axe.mjs';
import { patient } from '../harness/browser.mjs';
import { by, displayName, person } from '../harness/people.mjs';
import { photograph } from '../harness/photograph.mjs';
import { sighting } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';
import { lastingFaults } from '../harness/until.mjs';

const folder = path.join(import.meta.dirname, '..', '.results', 'talk');
const unfit = [];

/** Keeps a page as it is now, to be looked at, and what axe-core finds wrong with it. */
async function judge(page, name) {
  await photograph(page, folder, name);
  unfit.push(...(await lastingFaults(() => axeFaults(page))).map(fault => `${name}: ${fault}`));
}

const message = (page, text) => by(page, 'chat-message').filter({ has: page.locator('[data-testid="chat-text"]', { hasText: text }) });

async function write(page, text) {
  await by(page, 'chat-input').fill(text);
  await page.keyboard.press('Enter');
}

/** The tools of a message, by keyboard: from the field up to it, and on with Tab. */
async function toolsOf(page, text) {
  await message(page, text).focus();
  await message(page, text).getByTestId('chat-tools').waitFor();
}

/** Opens the chat; on its way it may be loaded. */
async function openChat(page) {
  await by(page, 'ctl-chat').click();
  await by(page, 'chat-composer').waitFor();
}

describe('talk', { concurrency: false }, () => {
  let server, alice, bruno, clara, link;

  before(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    [server, alice, bruno] = await Promise.all([startServer(), person('alice', patient), person('bruno', patient)]);
    link = await alice.createMeeting(server.url);
    await Promise.all([alice.join(link), bruno.join(link)]);
    await alice.tileOf('bruno').waitFor();
    await openChat(alice.page);
    await openChat(bruno.page);
  });

  after(async () => {
    await Promise.all([alice, bruno, clara].map(one => one?.close()));
    await server?.stop();
  });

  it('answers a message, and the answer leads back to it', async () => {
    await write(alice.page, 'Qui relit le compte rendu ? contact@exemple.fr');
    const original = message(bruno.page, 'Qui relit');
    await original.waitFor();
    assert.equal(await original.locator('a').getAttribute('href'), 'mailto:contact@exemple.fr');
    await by(bruno.page, 'chat-input').focus();
    await bruno.page.keyboard.press('ArrowUp');
    await toolsOf(bruno.page, 'Qui relit');
    await original.getByTestId('chat-reply').click();
    await by(bruno.page, 'chat-answering').waitFor();
    await write(bruno.page, 'Moi, avec plaisir');
    const answer = message(alice.page, 'Moi, avec plaisir');
    await answer.getByTestId('chat-quote').filter({ hasText: 'Qui relit' }).click();
    await alice.page.waitForFunction(() => document.activeElement?.textContent?.includes('Qui relit'));
  });

  it('reacts to a message', async () => {
    await toolsOf(bruno.page, 'Qui relit');
    await message(bruno.page, 'Qui relit').getByTestId('chat-react').click();
    await by(bruno.page, 'emoji-picker').locator('[data-emoji="👏"]').click();
    await message(alice.page, 'Qui relit').locator('[data-testid="chat-reaction"][data-emoji="👏"]').click();
    await message(bruno.page, 'Qui relit').locator('[data-testid="chat-reaction"]').filter({ hasText: '2' }).waitFor();
    await judge(bruno.page, 'chat');
  });

  it('shows somebody who comes late what was written before', async t => {
    clara = await person('clara', { ...patient, viewport: { width: 390, height: 844 } });
    const start = Date.now();
    await clara.join(link);
    await openChat(clara.page);
    await message(clara.page, 'Qui relit').locator('[data-testid="chat-reaction"]').filter({ hasText: '2' }).waitFor();
    await message(clara.page, 'Moi, avec plaisir').getByTestId('chat-quote').waitFor();
    t.diagnostic(`joined and read the past after ${Date.now() - start} ms`);
    assert.equal(await by(clara.page, 'chat-message').count(), 2);
    await judge(clara.page, 'chat-phone');
  });

  it('keeps a private message between two, and the composer says for whom it is', async () => {
    await by(alice.page, 'chat-to').click();
    await by(alice.page, 'chat-to-person').filter({ hasText: displayName('bruno') }).click();
    await by(alice.page, 'chat-recipient').filter({ hasText: displayName('bruno') }).waitFor();
    await write(alice.page, 'Entre nous deux');
    await message(bruno.page, 'Entre nous deux').getByTestId('chat-private').waitFor();
    await message(alice.page, 'Entre nous deux').getByTestId('chat-private').waitFor();
    await judge(alice.page, 'private');
    // An answer stays between them without anything being chosen.
    await toolsOf(bruno.page, 'Entre nous deux');
    await message(bruno.page, 'Entre nous deux').getByTestId('chat-reply').click();
    await write(bruno.page, 'Entendu');
    await message(alice.page, 'Entendu').getByTestId('chat-private').waitFor();
    // What comes after it has arrived at the third: the private ones did not.
    await by(alice.page, 'chat-to-clear').click();
    await write(alice.page, 'Pour tout le monde');
    await message(clara.page, 'Pour tout le monde').waitFor();
    assert.equal(await by(clara.page, 'chat-message').count(), 3);
    const found = await clara.page.waitForFunction(async () => {
      const kept = await (await fetch(`/api/v1/rooms${location.pathname}/meeting/chat`)).text();
      return kept.includes('Pour tout le monde') && kept;
    });
    assert.doesNotMatch(await found.jsonValue(), /Entre nous|Entendu/);
  });

  it('carries live text letter by letter', async t => {
    await by(alice.page, 'panel-close').click();
    await by(bruno.page, 'panel-close').click();
    await alice.page.keyboard.press('Control+Alt+k');
    await by(alice.page, 'live-text-input').waitFor();
    await bruno.page.evaluate(() => {
      globalThis.lines = new Map();
      const look = () => {
        const line = [...document.querySelectorAll('[data-testid="caption"][data-local="false"]')].at(-1)?.textContent ?? '';
        if (!globalThis.lines.has(line)) globalThis.lines.set(line, Date.now());
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const text = 'Bonjour, je tape';
    const delays = [];
    for (let n = 1; n <= text.length; n++) {
      const pressed = await alice.page.evaluate(typed => {
        const field = document.querySelector('[data-testid="live-text-input"]');
        const now = Date.now();
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, typed);
        field.dispatchEvent(new Event('input', { bubbles: true }));
        return now;
      }, text.slice(0, n));
      // The next letter is typed when this one is there: they come one by one, not in a lump.
      const seen = await bruno.page.waitForFunction(typed => [...globalThis.lines].find(([line]) => line.trimEnd().endsWith(typed))?.[1], text.slice(0, n).trimEnd());
      delays.push(await seen.jsonValue() - pressed);
    }
    delays.sort((a, b) => a - b);
    const median = delays[delays.length >> 1];
    t.diagnostic(`from key to the other screen: ${median} ms (${delays[0]}–${delays.at(-1)})`);
    // Measured: 60 to 200 ms. Three browsers share this machine, which may be busy besides.
    assert.ok(median <= 10_000, delays.join(' '));
    await judge(bruno.page, 'live-text');
    await alice.page.keyboard.press('Enter');
    await bruno.page.locator('[data-testid="caption"][data-final="true"]').filter({ hasText: 'Bonjour, je tape' }).waitFor();
    await by(bruno.page, 'announcer').locator('[data-said="typed"]').filter({ hasText: 'Bonjour, je tape' }).waitFor({ state: 'attached' });
    await alice.page.keyboard.press('Escape');
  });

  it('shows a reaction over the tile of whoever gave it', async () => {
    await alice.page.keyboard.press('Control+Alt+r');
    await by(alice.page, 'reaction-row').waitFor();
    const focused = emoji => alice.page.waitForFunction(emoji => document.activeElement?.matches(`[data-testid="reaction-send"]${emoji}`), emoji);
    await focused('');
    await alice.page.keyboard.press('ArrowRight');
    await focused('[data-emoji="👏"]');
    const identity = await bruno.tileOf('alice').getAttribute('data-identity');
    const floats = await sighting(bruno.page, `[data-testid="reaction"][data-identity="${identity}"][data-emoji="👏"]`);
    await alice.page.keyboard.press('Enter');
    await floats();
    await judge(alice.page, 'reactions');
  });

  it('says what a captions button can show while nobody transcribes', async () => {
    await by(bruno.page, 'ctl-captions').click();
    await by(bruno.page, 'captions').or(by(bruno.page, 'captions-none')).waitFor();
    await by(bruno.page, 'ctl-more').click();
    await by(bruno.page, 'more-captions').click();
    await by(bruno.page, 'caption-kept').filter({ hasText: 'Bonjour, je tape' }).waitFor();
    await judge(bruno.page, 'captions-panel');
  });

  it('left no error in any page and nothing that axe-core objects to', () => {
    assert.deepEqual(unfit, []);
    assert.deepEqual([...alice.faults, ...bruno.faults, ...clara.faults].filter(fault => fault.startsWith('page error') || /Content.Security/i.test(fault)), []);
  });
});
