// Rooms before, during and after a meeting, as one host meets them.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { axeFaults } from '../harness/axe.mjs';
import { by, displayName, person } from '../harness/people.mjs';
import { photograph } from '../harness/photograph.mjs';
import { startServer } from '../harness/server.mjs';
import { comesTo, until } from '../harness/until.mjs';

const folder = path.join(import.meta.dirname, '..', '.results', 'rooms');
const unfit = [];

/** Keeps a page as it is now, to be looked at, and what axe-core finds wrong with it. */
async function judge(page, name) {
  await photograph(page, folder, name);
  unfit.push(...(await axeFaults(page)).map(fault => `${name}: ${fault}`));
}

const room = (page, slug) => page.locator(`[data-testid="room"][data-slug="${slug}"]`);

/** What a clipboard with lines does, which a field of one line would lose. */
const paste = (page, id, text) => by(page, id).evaluate((input, pasted) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text', pasted);
  input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}, text);

describe('rooms', { concurrency: false }, () => {
  let server, alice, page, invitation, later, now;

  before(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    // Who only asked waits for a minute, if nothing else is said; the home page has to be looked at meanwhile.
    server = await startServer('serve', undefined, { env: { VISIO__Rooms__LobbyPlaceKept: '00:10:00' } });
    alice = await person('alice');
    page = alice.page;
    await page.goto(`${server.url}/sign-in`);
    await by(page, 'sign-in-dev-name').fill(displayName('alice'));
    await by(page, 'sign-in-dev-submit').click();
    await by(page, 'home-create').waitFor();
  });

  after(async () => {
    await alice?.close();
    await server?.stop();
  });

  it('a meeting for later is a link with an invitation, and nothing to decide', async () => {
    await by(page, 'home-create').click();
    await by(page, 'room-title').fill('Point d’équipe');
    await by(page, 'room-create-do').click();
    await by(page, 'room-ready').waitFor();
    const link = await by(page, 'invite-link').getAttribute('data-url');
    later = new URL(link).pathname.slice(1);
    invitation = await until(() => by(page, 'invitation').innerText(), text => text.includes(link));
    assert.ok(invitation.startsWith('Point d’équipe') && invitation.includes(link) && invitation.includes(later), invitation);
    const mail = new URL(await by(page, 'invitation-mail').getAttribute('href'));
    assert.equal(mail.protocol, 'mailto:');
    assert.ok(mail.searchParams.get('body').includes(link));
    await by(page, 'invitation-qr').click();
    await by(page, 'invitation-qr-picture').waitFor();
    await judge(page, 'ready');
    await page.keyboard.press('Escape');
    await room(page, later).waitFor();
  });

  it('a whole invitation that is pasted leads to its meeting', async () => {
    await paste(page, 'home-code', `Bonjour,\n\n${invitation}\n--\nhttps://www.exemple.fr/equipe`);
    await comesTo(() => by(page, 'home-code').inputValue(), later);
    await by(page, 'home-join').click();
    await by(page, 'prejoin-join').waitFor();
    await comesTo(() => new URL(page.url()).pathname, `/${later}`);
    assert.equal(new URL(await by(page, 'prejoin-room-settings').evaluate(a => a.href)).pathname, `/rooms/${later}/settings`);
  });

  it('a meeting starts with a look at the devices the first time, and at once from then on', async () => {
    await page.goto(server.url);
    await by(page, 'home-new').click();
    await by(page, 'prejoin-mic').click();
    await by(page, 'prejoin-join').click();
    await alice.inside();
    await by(page, 'ctl-leave').click();
    await by(page, 'ended').waitFor();
    await judge(page, 'ended');
    await by(page, 'ended-home').click();
    const shown = page.evaluate(() => new Promise(resolve => {
      const watch = new MutationObserver(() => {
        const screen = document.querySelector('[data-testid="prejoin"], [data-testid="call-state"][data-state="connected"]')?.dataset.testid;
        if (screen !== undefined) {
          watch.disconnect();
          resolve(screen);
        }
      });
      watch.observe(document, { subtree: true, childList: true, attributes: true });
    }));
    await by(page, 'home-new').click();
    assert.equal(await shown, 'call-state');
    now = new URL(page.url()).pathname.slice(1);
    await page.locator('[data-testid="ctl-mic"][aria-pressed="false"]').waitFor();
    await page.locator('[data-testid="ctl-camera"][aria-pressed="true"]').waitFor();
  });

  it('its rules are settled in the call, and in force at once', async () => {
    await by(page, 'ctl-host').click();
    await by(page, 'host-rules').waitFor();
    await by(page, 'host-title').fill('Comité');
    await by(page, 'host-title').press('Enter');
    await page.waitForFunction(() => document.title.startsWith('Comité'));
    await by(page, 'host-access-restricted').click();
    await page.locator('[data-testid="host-access"][data-value="restricted"]').waitFor();
    await by(page, 'host-right-screenShare').click();
    await by(page, 'host-right-screenShare-members').click();
    await page.locator('[data-testid="host-right-screenShare"][data-value="members"]').waitFor();
    await judge(page, 'host-panel');
    await comesTo(async () => {
      const settled = await page.evaluate(async slug => (await fetch(`/api/v1/rooms/${slug}`)).json(), now);
      return [settled.title, settled.access, settled.rights.screenShare];
    }, ['Comité', 'restricted', 'members']);
    await by(page, 'panel-close').click();
    await by(page, 'ctl-invite').click();
    await by(page, 'invite').waitFor();
    await comesTo(() => by(page, 'invite-link').first().getAttribute('data-url'), `${server.url}/${now}`);
    await by(page, 'invite').filter({ hasText: /Comité[^]*Alice Durand/ }).waitFor();
    await judge(page, 'information');
  });

  it('the home page says who is inside and who waits, and keeps what was pinned first', async () => {
    const home = await alice.context.newPage();
    await home.goto(server.url);
    await home.locator(`[data-testid="room"][data-slug="${now}"][data-participants="1"]`).waitFor();
    await room(home, later).getByTestId('room-pin').click();
    await home.locator(`[data-testid="room"]:first-child[data-slug="${later}"]`).waitFor();
    const answer = await fetch(`${server.url}/api/v1/rooms/${now}/join`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ displayName: 'Inès Fontaine' }) });
    assert.equal(answer.status, 202);
    await home.locator(`[data-testid="room"][data-slug="${now}"][data-waiting="1"]`).waitFor();
    assert.match(await until(() => home.title(), title => /^🔔 1/u.test(title)), /^🔔 1/u);
    await home.reload();
    await home.locator(`[data-testid="room"]:first-child[data-slug="${later}"]`).waitFor();
    await judge(home, 'home');
    await home.close();
  });

  it('is fit for people who do not see it or do not use a mouse', () => assert.deepEqual(unfit, []));

  it('did not trouble the page', () => {
    assert.deepEqual(alice.faults, []);
    assert.doesNotMatch(server.log(), /(?:fail|crit): /);
  });
});
