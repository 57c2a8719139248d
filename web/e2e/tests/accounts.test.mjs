// Everything around meetings: signing in, one's rooms, one's account and the administration, with the keyboard's and the screen
// reader's needs checked by axe-core on every screen. `VISIO_PHOTOGRAPHS=1` photographs each into .results/accounts.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { axeFaults, looks } from '../harness/axe.mjs';
import { by, person } from '../harness/people.mjs';
import { photograph } from '../harness/photograph.mjs';
import { startServer } from '../harness/server.mjs';
import { comesTo, until } from '../harness/until.mjs';

const folder = path.join(import.meta.dirname, '..', '.results', 'accounts');
const desk = { width: 1280, height: 900 };
const narrow = { width: 320, height: 640 };
const password = 'trois chevaux gris au bord de l’eau';

/** Says what is wrong with a screen on a desk in the light, and with its sizes and colours on a narrow phone in the dark. */
async function look(page, name) {
  const found = [];
  for (const [size, viewport, colorScheme, rules] of [['desk', desk, 'light'], ['narrow', narrow, 'dark', looks]]) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize(viewport);
    await photograph(page, folder, `${name}-${size}-${colorScheme}`);
    const tooWide = await until(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), px => px <= 0, 100);
    if (tooWide > 0) found.push(`${name} (${size}): ${tooWide} px too wide`);
    found.push(...(await axeFaults(page, rules)).map(fault => `${name} (${size}, ${colorScheme}): ${fault}`));
  }
  await page.setViewportSize(desk);
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(found, []);
}

/** Signs in with a name, and an address that makes it the same person each time. */
async function signInByName(page, url, name, email) {
  await page.goto(`${url}/sign-in`);
  await by(page, 'sign-in-dev-name').fill(name);
  await by(page, 'sign-in-dev-email').fill(email);
  await by(page, 'sign-in-dev-submit').click();
  await by(page, 'home-user').waitFor();
}

async function signOut(page) {
  await by(page, 'home-user').click();
  await by(page, 'home-sign-out').click();
  await by(page, 'home-sign-in').waitFor();
}

/** A security key that says yes, as Chromium can pretend to have one. */
async function virtualAuthenticator(context, page) {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return { touched: enabled => cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }) };
}

describe('accounts and rooms', { concurrency: false }, () => {
  let server, alice, bruno;

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

  it('a page that needs an account leads to the sign-in and back', async () => {
    await alice.page.goto(`${server.url}/account`);
    await by(alice.page, 'sign-in').waitFor();
    await look(alice.page, 'sign-in');
    await by(alice.page, 'sign-in-dev-name').fill('Alice Durand');
    await by(alice.page, 'sign-in-dev-email').fill('admin@localhost');
    await by(alice.page, 'sign-in-dev-submit').click();
    await by(alice.page, 'account').waitFor();
    await comesTo(() => new URL(alice.page.url()).pathname, '/account');
  });

  it('a failure at the identity provider is explained, and no other site is returned to', async () => {
    const { page } = bruno;
    await page.goto(`${server.url}/sign-in?problem=sign_in_expired&returnTo=//evil.example`);
    await by(page, 'sign-in-problem').waitFor();
    await page.locator('[data-testid="sign-in-problem"][data-code="sign_in_expired"]').waitFor();
    await by(page, 'sign-in-dev-name').fill('Bruno Keller');
    await by(page, 'sign-in-dev-email').fill('bruno@example.org');
    await by(page, 'sign-in-dev-submit').click();
    await by(page, 'home-create').waitFor();
    await comesTo(() => page.url(), `${server.url}/`);
  });

  it('a password is set, and signs in; a wrong one does not', async () => {
    const { page } = alice;
    await page.goto(`${server.url}/account`);
    await by(page, 'password-new').fill('court');
    await by(page, 'password-save').click();
    await by(page, 'password-problem').waitFor();
    await by(page, 'password-new').fill(password);
    await by(page, 'password-save').click();
    await by(page, 'password-changed').waitFor();
    await look(page, 'account');
    await signOut(page);
    await page.goto(`${server.url}/sign-in`);
    await by(page, 'sign-in-email').fill('admin@localhost');
    await by(page, 'sign-in-password').fill('something else');
    await by(page, 'sign-in-submit').click();
    await by(page, 'sign-in-problem').waitFor();
    await page.locator('[data-testid="sign-in-problem"][data-code="wrong_credentials"]').waitFor();
    await look(page, 'sign-in-refused');
    await by(page, 'sign-in-password').fill(password);
    await by(page, 'sign-in-password').press('Enter');
    await by(page, 'home-create').waitFor();
  });

  it('a passkey is made, and signs in', async () => {
    const { page, context } = alice;
    const key = await virtualAuthenticator(context, page);
    await page.goto(`${server.url}/account`);
    await by(page, 'passkey-name').fill('Portable');
    await by(page, 'passkey-add').click();
    await by(page, 'passkey').waitFor();
    await by(page, 'passkey-rename').click();
    await by(page, 'passkey-new-name').fill('Portable de service');
    await by(page, 'passkey-rename-save').click();
    await page.locator('[data-testid="passkey"]:has-text("Portable de service")').waitFor();
    await signOut(page);
    // A key that is touched at once answers the browser's suggestion before the button can be pressed; one that is touched after the
    // browser asked for it is not heard. So it is touched between the press and the question.
    await key.touched(false);
    const options = '**/session/passkey/options';
    await Promise.all([page.waitForResponse(options), page.goto(`${server.url}/sign-in`)]);
    await page.route(options, async route => {
      await key.touched(true);
      await route.continue();
    }, { times: 1 });
    await by(page, 'sign-in-passkey').click();
    await by(page, 'home-create').waitFor();
    await page.goto(`${server.url}/account`);
    await page.locator('[data-testid="session"][data-current="true"]').waitFor();
  });

  it('a room is made with a link of one’s own, and its settings are kept', async () => {
    const { page } = alice;
    await page.goto(server.url);
    await by(page, 'home-create').click();
    await by(page, 'room-title').fill('Comité de direction');
    await by(page, 'room-create-options').click();
    await by(page, 'room-slug').fill('comite-direction');
    await look(page, 'room-create');
    await by(page, 'room-create-do').click();
    await by(page, 'room-ready').waitFor();
    await by(page, 'invitation').filter({ hasText: /Comité de direction[^]*\/comite-direction/ }).waitFor();
    await look(page, 'room-ready');
    await by(page, 'room-ready-settings').click();
    await by(page, 'room-settings-page').waitFor();
    await by(page, 'room-access-restricted').click();
    await by(page, 'room-locked').click();
    await by(page, 'room-capacity').fill('25');
    await by(page, 'room-right-chat').click();
    await by(page, 'room-right-chat-members').click();
    await by(page, 'room-save').click();
    await by(page, 'room-saved').waitFor();
    await by(page, 'member-email').fill('nadia@example.org');
    await by(page, 'member-add-role').click();
    await by(page, 'member-add-role-coHost').click();
    await by(page, 'member-add').click();
    await page.locator('[data-testid="member"][data-role="coHost"]:has-text("nadia@example.org")').waitFor();
    await page.reload();
    await by(page, 'room-settings-page').waitFor();
    await page.locator('[data-testid="room-access"][data-value="restricted"]').waitFor();
    await comesTo(() => by(page, 'room-capacity').inputValue(), '25');
    await page.locator('[data-testid="room-right-chat"][data-value="members"]').waitFor();
    await comesTo(() => by(page, 'room-locked').getByRole('switch').isChecked(), true);
    await page.locator('[data-testid="member"][data-role="coHost"]').waitFor();
    await look(page, 'room-settings');
  });

  it('my rooms are listed, found and joined by a link however it is written', async () => {
    const { page } = alice;
    await page.goto(server.url);
    const room = page.locator('[data-testid="room"][data-slug="comite-direction"]');
    await room.filter({ hasText: 'Verrouillée' }).waitFor();
    await look(page, 'rooms');
    await by(page, 'home-code').fill(`${server.url.toUpperCase()}/Comite-Direction?x=1`);
    await by(page, 'home-join').click();
    await by(page, 'prejoin-join').waitFor();
    await comesTo(() => new URL(page.url()).pathname, '/comite-direction');
  });

  it('a room of others cannot be settled, and one that is deleted is gone', async () => {
    await bruno.page.goto(`${server.url}/rooms/comite-direction/settings`);
    await by(bruno.page, 'error').waitFor();
    await bruno.page.locator('[data-testid="error"][data-code="host_required"]').waitFor();
    const { page } = alice;
    await page.goto(`${server.url}/rooms/comite-direction/settings`);
    await by(page, 'room-delete').click();
    await by(page, 'confirm-typed').fill('comite-direction');
    await by(page, 'confirm-do').click();
    await by(page, 'my-rooms').waitFor();
    await page.goto(`${server.url}/rooms/comite-direction/settings`);
    await by(page, 'error').waitFor();
    await page.locator('[data-testid="error"][data-code="room_not_found"]').waitFor();
  });

  it('an administrator disables somebody, who is out at once', async () => {
    const { page } = alice;
    await page.goto(`${server.url}/admin`);
    const row = page.locator('[data-testid="user"][data-email="bruno@example.org"]');
    await row.locator('[data-testid="user-actions"]').click();
    await by(page, 'user-disable').click();
    await by(page, 'confirm-do').click();
    await page.locator('[data-testid="user"][data-email="bruno@example.org"][data-disabled="true"]').waitFor();
    await look(page, 'admin-users');
    await bruno.page.goto(`${server.url}/account`);
    await by(bruno.page, 'sign-in-dev-name').fill('Bruno Keller');
    await by(bruno.page, 'sign-in-dev-email').fill('bruno@example.org');
    await by(bruno.page, 'sign-in-dev-submit').click();
    await by(bruno.page, 'sign-in-problem').waitFor();
    await bruno.page.locator('[data-testid="sign-in-problem"][data-code="account_disabled"]').waitFor();
  });

  it('the other parts of the administration work', async () => {
    const { page } = alice;
    const open = async part => {
      await page.goto(`${server.url}/admin/${part}`);
      await page.locator(`[data-testid="admin"][data-part="${part}"]`).waitFor();
    };
    await open('rooms');
    await by(page, 'rooms').waitFor();
    await look(page, 'admin-rooms');
    await open('meetings');
    await by(page, 'meetings').waitFor();
    await look(page, 'admin-meetings');
    await open('applications');
    await by(page, 'application-name').fill('Agenda');
    await by(page, 'application-domains').fill('example.org');
    await by(page, 'application-add').click();
    assert.ok((await until(() => by(page, 'secret-text').innerText(), text => text.length >= 32)).length >= 32);
    await page.keyboard.press('Escape');
    await by(page, 'application-actions').click();
    await by(page, 'application-webhooks').click();
    await by(page, 'webhook-url').fill('https://agenda.example.org/visio');
    await by(page, 'webhook-add').click();
    await by(page, 'secret-text').waitFor();
    await page.keyboard.press('Escape');
    await by(page, 'webhook-log').click();
    await by(page, 'deliveries').waitFor();
    await look(page, 'admin-applications');
    await open('policy');
    await by(page, 'policy-maxCapacity').fill('300');
    await by(page, 'policy-save').click();
    await by(page, 'policy-saved').waitFor();
    await page.reload();
    await by(page, 'policy').waitFor();
    await comesTo(() => by(page, 'policy-maxCapacity').inputValue(), '300');
    await look(page, 'admin-policy');
    await open('usage');
    await by(page, 'usage').waitFor();
    await look(page, 'admin-usage');
    await open('audit');
    await page.locator('[data-testid="audit-entry"][data-action="policy.update"]').waitFor();
    await by(page, 'audit-verify').click();
    await by(page, 'audit-valid').waitFor();
    await look(page, 'admin-audit');
  });
});

describe('the first start', { concurrency: false }, () => {
  let server, alice;

  before(async () => {
    server = await startServer('serve', undefined, { dev: false });
    alice = await person('alice');
  });

  after(async () => {
    await alice?.close();
    await server?.stop();
  });

  it('prints a link that makes the administrator, once', async () => {
    const { page } = alice;
    const token = await until(() => /\/setup#(\S+)\s/.exec(server.log())?.[1]);
    assert.ok(token, server.log());
    await page.goto(`${server.url}/setup#${token}`);
    await by(page, 'link-open').waitFor();
    await comesTo(() => new URL(page.url()).hash, '', 'the token stays in the address bar');
    await look(page, 'setup-link');
    await by(page, 'link-open').click();
    await by(page, 'setup-name').fill('Alice Durand');
    await by(page, 'setup-email').fill('alice@example.org');
    await by(page, 'setup-done').click();
    await by(page, 'setup').getByRole('alert').waitFor();
    await look(page, 'setup');
    await by(page, 'setup-password').fill(password);
    await by(page, 'setup-done').click();
    await by(page, 'admin').waitFor();
    await signOut(page);
    await page.goto(`${server.url}/setup#${token}`);
    await by(page, 'link-open').click();
    await by(page, 'link-problem').waitFor();
    await page.locator('[data-testid="link-problem"][data-code="link_invalid"]').waitFor();
    await page.goto(`${server.url}/sign-in`);
    await by(page, 'sign-in-email').fill('alice@example.org');
    await by(page, 'sign-in-password').fill(password);
    await by(page, 'sign-in-submit').click();
    await by(page, 'home-create').waitFor();
    assert.equal(await by(page, 'sign-in-dev-name').count(), 0);
  });
});
