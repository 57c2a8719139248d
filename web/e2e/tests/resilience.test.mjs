// The server stops, politely and not: what people see, and that they find each other again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { people } from '../harness/inputs.mjs';
import { by, person } from '../harness/people.mjs';
import { watch } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';

const state = (page, name, timeout) =>
  page.locator(`[data-testid="call-state"][data-state="${name}"]`).waitFor({ state: 'attached', timeout });

describe('when the server goes away', { concurrency: false }, () => {
  let server, alice, bruno;

  before(async () => {
    server = await startServer();
    alice = await person('alice');
    bruno = await person('bruno');
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
    await server.kill();
    await Promise.all([state(alice.page, 'reconnecting', 20_000), state(bruno.page, 'reconnecting', 20_000)]);
    assert.ok(await alice.page.locator('[role="status"], [role="alert"]').filter({ hasText: /connexion|reconn/i }).first().isVisible());
    const restarted = Date.now();
    server = await startServer('serve', place);
    await Promise.all([state(alice.page, 'connected', 45_000), state(bruno.page, 'connected', 45_000)]);
    const seen = await watch(await bruno.videoIn(bruno.tileOf('alice')), 4);
    t.diagnostic(`back ${Date.now() - restarted} ms after the restart began: ${JSON.stringify(seen)}`);
    assert.ok(seen.rising > 40);
    assert.ok(seen.sources[people.alice.source] > 0);
  });

  it('a server that is told to stop says so to everybody and then stops', async () => {
    const code = await server.stop();
    assert.equal(code, 0);
    await Promise.all([alice, bruno].map(p => by(p.page, 'ended').waitFor({ timeout: 5000 })));
    assert.equal(await by(alice.page, 'ended').getAttribute('data-reason'), 'server_shutdown');
  });
});
