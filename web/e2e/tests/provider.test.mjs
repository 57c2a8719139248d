// Signing in at the organisation's identity provider, as people see it: the button, the silent attempt, and signing out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { by, person } from '../harness/people.mjs';
import { startProvider } from '../harness/provider.mjs';
import { startServer } from '../harness/server.mjs';
import { comesTo } from '../harness/until.mjs';

const authorize = '/api/v2/authorize';

describe('with an identity provider', { concurrency: false }, () => {
  let provider, server, alice;

  before(async () => {
    provider = await startProvider();
    server = await startServer('serve', undefined, { dev: false, env: provider.environment });
    await provider.register(server.url);
    await provider.person({ sub: 'alice', given_name: 'Alice', usual_name: 'Durand', email: 'alice@example.org', email_verified: true });
    alice = await person('alice');
  });

  after(async () => {
    await alice?.close();
    await server?.stop();
    await provider?.stop();
  });

  it('who is signed in nowhere is asked about once, without seeing it, and stays on the home page', async () => {
    const { page } = alice;
    const back = page.waitForRequest(request => request.isNavigationRequest() && new URL(request.url()).searchParams.get('signin') === 'none');
    // The page that is asked for is left at once.
    await page.goto(server.url, { waitUntil: 'commit' });
    await back;
    await by(page, 'home-sign-in').waitFor();
    await comesTo(() => page.url(), `${server.url}/`);
    assert.equal(await provider.count(authorize), 1);
    await page.reload();
    await by(page, 'home-sign-in').waitFor();
    assert.equal(await provider.count(authorize), 1, 'a reload soon after asks again');
  });

  it('the button leads to the provider and back to the page that was wanted', async () => {
    const { page } = alice;
    await page.goto(`${server.url}/account`);
    await by(page, 'sign-in-provider').click();
    await provider.signIn(page, 'alice');
    await by(page, 'account').waitFor();
    await comesTo(() => by(page, 'account-name').inputValue(), 'Alice Durand');
    assert.equal(await by(page, 'password-new').count(), 0, 'the provider alone signs people in');
  });

  it('who is signed in at the provider is signed in here without a press', async () => {
    const { context } = alice;
    await context.clearCookies({ domain: 'localhost' });
    const page = await context.newPage();
    await page.goto(server.url, { waitUntil: 'commit' });
    await by(page, 'home-create').waitFor();
    await page.close();
  });

  it('signing out ends it at the provider too, and lasts', async () => {
    const { page } = alice;
    await page.goto(server.url);
    await by(page, 'home-user').click();
    await by(page, 'home-sign-out').click();
    // This provider shows a form, as the engine makes it, for the browser to send.
    await page.waitForURL(url => url.origin === new URL(provider.issuer).origin);
    await page.evaluate(() => document.querySelector('form').submit());
    await by(page, 'home-sign-in').waitFor();
    assert.equal(new URL(page.url()).origin, server.url);
    const asked = await provider.count(authorize);
    await page.goto(server.url);
    await by(page, 'home-sign-in').waitFor();
    assert.equal(await provider.count(authorize), asked);
  });
});
