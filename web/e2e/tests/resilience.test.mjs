// The server stops, politely and not: what people see, and that they find each other again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fewestPerSecond, people } from '../harness/inputs.mjs';
import { by, person } from '../harness/people.mjs';
import { watchTile } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';

const state = (page, name, timeout) =>
  page.locator(`[data-testid="call-state"][data-state="${name}"]`).waitFor({ state: 'attached', timeout });

/** It waits for those who take long to hear that it stops. */
const waiting = { env: { VISIO__DrainTimeout: '00:01:00' } };
/** Above the longest pause between two tries to come back, and below what each of them may take. */
const patient = 4600;

describe('when the server goes away', { concurrency: false }, () => {
  let server, alice, bruno;

  before(async () => {
    [server, alice, bruno] = await Promise.all([startServer('serve', undefined, waiting), ...['alice', 'bruno'].map(name => person(name, { film: true, patient }))]);
    const link = await alice.createMeeting(server.url);
    await alice.join(link);
    await bruno.join(link);
    await bruno.videoIn(bruno.tileOf('alice'));
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('a killed server shows as a lost connection, and its successor brings both back into the call', async t => {
    const place = { data: server.data, port: server.port, mediaPort: server.mediaPort };
    // What a person has on the screen, and has not sent yet.
    await by(alice.page, 'ctl-chat').click();
    await by(alice.page, 'chat-input').fill('Je termine ma phrase');
    await server.kill();
    await Promise.all([state(alice.page, 'reconnecting'), state(bruno.page, 'reconnecting')]);
    await alice.page.locator('[role="status"], [role="alert"]').filter({ hasText: /connexion|reconn/i }).first().waitFor();
    await alice.tileOf('bruno').waitFor();
    await by(alice.page, 'reconnect-now').waitFor();
    // A machine without any network has nothing to try: it says so, and goes on by itself when the network is back.
    await alice.context.setOffline(true);
    await alice.page.locator('[data-testid="reconnecting"][data-online="false"]').waitFor();
    await by(alice.page, 'reconnect-now').waitFor({ state: 'detached' });
    await alice.context.setOffline(false);
    await alice.page.locator('[data-testid="reconnecting"][data-online="true"]').waitFor();
    const restarted = Date.now();
    server = await startServer('serve', place, waiting);
    await Promise.all([state(alice.page, 'connected', 180_000), state(bruno.page, 'connected', 180_000)]);
    const enough = { rising: 3 * fewestPerSecond };
    const seen = await watchTile(bruno, bruno.tileOf('alice'), 0, enough);
    t.diagnostic(`back ${Date.now() - restarted} ms after the restart began: ${JSON.stringify(seen)}`);
    assert.ok(seen.rising >= enough.rising);
    assert.equal(await by(alice.page, 'chat-input').inputValue(), 'Je termine ma phrase');
    assert.equal(await by(alice.page, 'call-state').getAttribute('data-panel'), 'chat');
    await by(alice.page, 'reconnecting').waitFor({ state: 'detached' });
    assert.ok(seen.sources[people.alice.source] > 0);
  });

  it('a server that is told to stop says so to everybody and then stops', async () => {
    // What each had chosen in the call is what they come back with.
    await by(alice.page, 'ctl-mic').click();
    await alice.page.locator('[data-testid="ctl-mic"][aria-pressed="false"]').waitFor();
    // What one says the other hears of: who is between two connections just then is told nothing, and waits for a successor.
    await bruno.page.locator('[data-testid="tile"][data-source="camera"][data-muted="true"]:has-text("Alice")').waitFor();
    const code = await server.stop({ keep: true });
    assert.equal(code, 0);
    await Promise.all([alice, bruno].map(p => by(p.page, 'ended').waitFor()));
    assert.equal(await by(alice.page, 'ended').getAttribute('data-reason'), 'server_shutdown');
  });

  it('one click leads back into the call, with the same name and devices, or to the door where one has to wait', async () => {
    const { data, port, mediaPort } = server;
    server = await startServer('serve', { data, port, mediaPort });
    await by(alice.page, 'ended-rejoin').click();
    await alice.inside();
    assert.equal(await by(alice.page, 'prejoin').count(), 0);
    await alice.page.locator('[data-testid="ctl-mic"][aria-pressed="false"]').waitFor();
    await alice.page.locator('[data-testid="ctl-camera"][aria-pressed="true"]').waitFor();
    await alice.page.locator('[data-testid="tile"][data-local="true"]:has-text("Alice Durand")').waitFor();
    const changed = await alice.page.evaluate(async slug => (await fetch(`/api/v1/rooms${slug}`, {
      method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ access: 'trusted' }),
    })).status, new URL(alice.page.url()).pathname);
    assert.equal(changed, 200);
    await by(bruno.page, 'ended-rejoin').click();
    await by(bruno.page, 'waiting').waitFor();
    await by(alice.page, 'knock-admit').click();
    await bruno.inside();
    await bruno.videoIn(bruno.tileOf('alice'));
  });
});
