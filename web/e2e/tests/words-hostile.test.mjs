// Names, titles and messages that mean harm, on every screen: shown, but inert, and nothing gives way. The rooms and the API are fakes, so
// that what a server of ours would refuse arrives too.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { runnerImport } from 'vite';
import { quiet } from '../../dev/look.mjs';
import { ownPages } from '../harness/browser.mjs';
import { buildHarness, fewFiles } from '../harness/buildHarness.mjs';
import { faultsOf } from '../harness/layout.mjs';
import { by } from '../harness/people.mjs';
import { photograph } from '../harness/photograph.mjs';
import { lastingFaults, patience } from '../harness/until.mjs';

const web = path.join(import.meta.dirname, '..', '..');
const folder = path.join(import.meta.dirname, '..', '.results', 'hostile');
const sizes = { desk: { width: 1280, height: 800 }, narrow: { width: 320, height: 640 } };

describe('hostile text', { concurrency: false }, () => {
  let site, browser, page, origin, hostile;
  const broken = [];

  before(async () => {
    site = await buildHarness(fewFiles);
    ({ origin } = site);
    hostile = (await runnerImport(path.join(web, 'dev/hostile.ts'))).module;
    browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', timeout: patience, args: ['--no-sandbox', '--disable-gpu', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--disable-features=${ownPages}`] });
    const context = await browser.newContext({ locale: 'fr-FR', reducedMotion: 'reduce', permissions: ['camera', 'microphone'] });
    context.setDefaultTimeout(patience);
    page = await context.newPage();
    page.on('pageerror', error => broken.push(error.message));
    page.on('dialog', dialog => { broken.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
    await fakeApi();
    mkdirSync(folder, { recursive: true });
  });

  after(async () => {
    await browser?.close();
    await site?.close();
  });

  /** The API of a server that passes on everything. */
  async function fakeApi() {
    const [name] = hostile.hostileNames;
    const rooms = hostile.hostileNames.map((title, i) => ({ slug: `aaa-bbbb-cc${'abcdefghijklmnopqrst'[i]}`, title, url: origin, access: 'public', locked: false, createdAt: '2026-01-05T09:00:00Z', participants: 2, role: 'owner', exists: true, lobby: 'off', capacity: null, rights: null, expiresAt: null, lastUsedAt: null }));
    const user = { id: 'me', displayName: hostile.hostileNames[5], email: 'ali@exemple.fr', isAdmin: true };
    const answers = {
      session: { user, devSignIn: true, signIn: { password: true, passkey: true, openIdConnect: false }, anonymousCreation: false },
      rooms: { rooms, next: null },
      'me/meetings': { meetings: rooms.map(one => ({ ...one, joinedAt: '2026-01-05T09:00:00Z', leftAt: null })) },
      'rooms/abc-defg-hij': { ...rooms[0], slug: 'abc-defg-hij', title: hostile.hostileTitle },
      'rooms/abc-defg-hij/inside': { count: 3, people: hostile.hostileNames.slice(0, 3).map(one => ({ name: one, guest: true })) },
      'admin/users': { users: hostile.hostileNames.map((displayName, i) => ({ id: `u${i}`, displayName, email: `u${i}@exemple.fr`, isAdmin: false, provisional: false, createdAt: '2026-01-05T09:00:00Z', lastSignInAt: null, disabledAt: null })), next: null },
      'admin/rooms': { rooms: rooms.map((one, i) => ({ ...one, id: `r${i}` })), next: null },
    };
    assert.match(name, /pwned/);
    await page.route('**/api/v1/**', route => {
      const answer = answers[new URL(route.request().url()).pathname.replace('/api/v1/', '')];
      return answer === undefined ? route.abort() : route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(answer) });
    });
  }

  /** Looks at what is on the page now, at both sizes. */
  async function look(name) {
    const faults = [];
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await quiet(page);
      await photograph(page, folder, `${name}-${size}`);
      faults.push(...(await faultsOf(page)).map(fault => `${name} (${size}): ${fault}`), ...(await lastingHarm(page)).map(found => `${name} (${size}): ${found}`));
    }
    await page.setViewportSize(sizes.desk);
    assert.deepEqual(faults, []);
    assert.deepEqual(broken, []);
  }

  const call = (query) => page.goto(`${origin}/dev/?hostile=1&${query}`);

  it('in a call: tiles, toasts, people, those who wait, chat', async () => {
    await call('people=14&notice=1');
    await by(page, 'tile').nth(5).waitFor();
    await by(page, 'toasts').locator('li').first().waitFor();
    await look('call');
    await call('people=18&hands=8&lobby=6');
    await by(page, 'knock').waitFor();
    await look('knock');
    await by(page, 'ctl-people').click();
    await by(page, 'waiting-person').nth(5).waitFor();
    // Markup is shown as it was written.
    await by(page, 'person').filter({ hasText: '<img src=x onerror=' }).first().waitFor();
    await look('people');
    await call('people=6&chat=8');
    await by(page, 'ctl-chat').click();
    await by(page, 'chat-message').nth(5).waitFor();
    assert.deepEqual(await page.locator('[data-testid="chat-text"] a').evaluateAll(links => links.map(link => new URL(link.href).protocol).filter(one => one !== 'https:')), []);
    await look('chat');
  });

  it('around a call: waiting and the end', async () => {
    await call('waiting=message');
    await by(page, 'waiting-message').first().waitFor();
    await look('waiting');
    await call('ended=left');
    await by(page, 'ended').waitFor();
    await look('ended');
  });

  it('on the pages: pre-join, home, administration', async () => {
    await page.goto(`${origin}/abc-defg-hij`);
    await by(page, 'prejoin-join').waitFor();
    await look('prejoin');
    await page.goto(origin);
    await by(page, 'room').nth(10).waitFor();
    await look('home');
    await page.goto(`${origin}/admin`);
    await by(page, 'user').nth(10).waitFor();
    await look('admin-users');
    await page.goto(`${origin}/admin/rooms`);
    await page.locator('tbody tr').nth(10).waitFor();
    await look('admin-rooms');
  });
});

/** What gives way, but for what is still being drawn; what has run, has run. */
const lastingHarm = page => lastingFaults(() => harm(page));

/** What of the hostile text had an effect, or would have one on who reads or hears the page. */
function harm(page) {
  return page.evaluate(() => {
    const found = [];
    if ('pwned' in globalThis) found.push('a script ran');
    for (const element of document.querySelectorAll('img[src="x"], [onerror], [onmouseover], body script:not([src])')) found.push(element.outerHTML.slice(0, 80));
    const said = [document.title, document.body.innerText];
    for (const element of document.body.querySelectorAll('*')) for (const name of ['aria-label', 'title', 'alt', 'placeholder']) if (element.hasAttribute(name)) said.push(element.getAttribute(name));
    for (const text of said) {
      // Overrides, embeddings, zero-width, controls, lines within a line. The isolates that we put around a name come in pairs.
      const hidden = /[\u202A-\u202E\u200B\u200E\u200F\u061C\u2060\u2066\u2067\uFEFF\u00AD\u2028\u2029\u3164\u2800\p{Cs}\u0000-\u0008\u000B-\u001F\u007F-\u009F]/u.exec(text);
      if (hidden !== null) found.push(`U+${hidden[0].codePointAt(0).toString(16)} in “${text.slice(Math.max(0, hidden.index - 20), hidden.index + 20)}”`);
      if (text.split('\u2068').length !== text.split('\u2069').length) found.push(`an isolate without its end in “${text.slice(0, 60)}”`);
      if (/[\p{Mn}\p{Me}]{7}/u.test(text.normalize('NFC'))) found.push(`a pile of marks in “${text.slice(0, 60)}”`);
    }
    for (const element of document.querySelectorAll('[data-testid="toasts"] li, h1, h2, [data-testid="chat-message"], [data-testid="person"]')) {
      const { left, right } = element.getBoundingClientRect();
      if (left < -1 || right > innerWidth + 1) found.push(`“${element.textContent.slice(0, 30)}” reaches from ${Math.round(left)} to ${Math.round(right)}`);
    }
    if (said.some(text => text !== said[1] && text.length > 400)) found.push(`a label of ${Math.max(...said.filter(text => text !== said[1]).map(text => text.length))} characters`);
    return found;
  });
}
