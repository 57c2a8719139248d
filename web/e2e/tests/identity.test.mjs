// Somebody signs in with an identity provider that is configured as ProConnect, meets, and is gone once the provider signs them out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { by, person } from '../harness/people.mjs';
import { startProvider } from '../harness/provider.mjs';
import { freePlace, startServer } from '../harness/server.mjs';

/**
 * Whoever the provider signs out is out of the call within 5 s, on a machine that keeps up. On any other it says here how long it took, and
 * what must not happen is that nothing but the next look at the provider ends the call.
 */
const limitMs = 45_000;

describe('an identity provider', { concurrency: false }, () => {
  let provider, place, server, alice, link;
  let earlier = '';

  before(async () => {
    provider = await startProvider();
    place = await freePlace();
    server = await startServer('serve', place, { env: provider.environment });
    await provider.register(server.url);
    await provider.person({ sub: 'alice', given_name: 'Alice', usual_name: 'Durand', email: 'alice@agence.example', email_verified: true });
    alice = await person('alice');
  });

  after(async () => {
    await alice?.close();
    await server?.stop();
    await provider?.stop();
  });

  async function signIn() {
    await alice.page.goto(`${server.url}/sign-in?returnTo=/`);
    await by(alice.page, 'sign-in-provider').click();
    await provider.signIn(alice.page, 'alice');
    await by(alice.page, 'home-user').waitFor();
  }

  async function enterCall() {
    if (link === undefined) {
      await by(alice.page, 'home-new').click();
      await by(alice.page, 'prejoin-join').waitFor();
      link = alice.page.url();
    } else {
      await alice.page.goto(link);
    }

    await by(alice.page, 'prejoin-join').click();
    await alice.inside();
  }

  /** Resolves with the moment at which the call's end is on the screen. */
  const ended = () => by(alice.page, 'ended').waitFor().then(() => Date.now());

  it('signs alice in and names her as it knows her', async () => {
    await signIn();
    await by(alice.page, 'home-user').filter({ hasText: 'Alice Durand' }).waitFor();
    await enterCall();
  });

  it('ends her call when it signs her out and says so (back-channel logout)', async t => {
    const other = await alice.context.newPage();
    const end = ended();
    const asked = Date.now();
    await provider.signOut(other);
    const took = await end - asked;
    t.diagnostic(`the call was over ${took} ms after the press at the provider`);
    assert.ok(took < limitMs, `it took ${took} ms`);
    assert.equal(await by(alice.page, 'ended').getAttribute('data-code'), 'revoked');
    await other.close();
    const answer = await alice.page.evaluate(async () => (await (await fetch('/api/v1/session')).json()).user);
    assert.equal(answer, null, 'the session is over too');
  });

  it('ends her call when it signs her out and tells nobody (refresh token)', async t => {
    // The shortest interval: until here it was one of five minutes, so that it could not be the refresh token that ended the call.
    await server.stop({ keep: true });
    earlier = server.log();
    server = await startServer('serve', place, { env: { ...provider.environment, VISIO__Oidc__RefreshInterval: '00:00:10' } });
    await signIn();
    await enterCall();
    const end = ended();
    const asked = Date.now();
    await provider.forget('alice');
    const took = await end - asked;
    t.diagnostic(`the call was over ${took} ms after the provider forgot her, with an interval of 10 s`);
    assert.ok(took < 10_000 + limitMs, `it took ${took} ms`);
  });

  it('leaves nothing wrong in the log', () => {
    for (const log of [earlier, server.log()]) assert.doesNotMatch(log, /(?:fail|crit): |"LogLevel":"(?:Error|Critical)"/);
  });
});
