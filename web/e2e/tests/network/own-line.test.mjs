// A call whose network loses packets for a while: people are told so, hosts and administrators can see it, and it passes.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { axeFaults } from '../../harness/axe.mjs';
import { patient } from '../../harness/browser.mjs';
import { rememberConnections } from '../../harness/callStats.mjs';
import { allowAll, limitDatagrams, loseDatagrams } from '../../harness/network.mjs';
import { person } from '../../harness/people.mjs';
import { startServer } from '../../harness/server.mjs';
import { lastingFaults } from '../../harness/until.mjs';

describe('a network that gets bad and good again', { concurrency: false }, () => {
  let server, alice, bruno, slug;

  before(async () => {
    [server, alice, bruno] = await Promise.all([startServer(), ...['alice', 'bruno'].map(name => person(name, { ...patient, film: true }))]);
    await alice.context.addInitScript(rememberConnections);
    const link = await alice.createMeeting(server.url);
    slug = new URL(link).pathname;
    await alice.join(link);
    await bruno.join(link);
    await alice.videoIn(alice.tileOf('bruno'));
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  afterEach(allowAll);

  it('carries no picture any more: the tile says so, and the picture comes back', async t => {
    const found = await alice.page.waitForFunction(async () => {
      for (const connection of globalThis.connections) {
        const stats = await connection.getStats();
        const transport = [...stats.values()].find(s => s.type === 'transport' && s.selectedCandidatePairId);
        if (transport) return stats.get(stats.get(transport.selectedCandidatePairId).localCandidateId).port;
      }
      return 0;
    });
    const port = await found.jsonValue();
    const tile = alice.tileOf('bruno');
    await tile.and(alice.page.locator('[data-paused="false"]')).waitFor();

    // Sound takes half of this, and the smallest picture more than the other half.
    limitDatagrams(port, 8);
    let from = Date.now();
    await alice.page.locator('[data-testid="tile"][data-source="camera"][data-paused="true"]').waitFor();
    t.diagnostic(`paused after ${Date.now() - from} ms`);
    await tile.locator('[data-testid="tile-paused"]').filter({ hasText: 'en pause' }).waitFor();
    // Both are true: what is more than the link carries is lost. The graver is said.
    await alice.page.locator('[data-testid="own-line"]:is([data-cause="paused"], [data-cause="losing"])').waitFor();

    allowAll();
    from = Date.now();
    await alice.page.locator('[data-testid="tile"][data-local="false"][data-paused="false"]').waitFor();
    const video = await alice.videoIn(tile);
    await video.evaluate(v => new Promise(shown => v.requestVideoFrameCallback(shown)));
    t.diagnostic(`seen again after ${Date.now() - from} ms`);
  });

  it('is said in words while it is, is seen by the server, and is no longer said when it has passed', async t => {
    const line = alice.page.locator('[data-testid="own-line"][data-cause="losing"]');
    await line.waitFor({ state: 'detached' });
    loseDatagrams(20);
    let from = Date.now();
    await line.waitFor();
    t.diagnostic(`said after ${Date.now() - from} ms`);
    await line.filter({ hasText: 'Votre réseau perd des données' }).waitFor();
    assert.deepEqual(await lastingFaults(() => axeFaults(alice.page)), []);

    // A host asks how everybody is connected, until the server's next measurement.
    const deadline = Date.now() + 120_000;
    const ask = path => alice.page.evaluate(async address => (await fetch(address)).json(), path);
    let losing;
    do {
      assert.ok(Date.now() < deadline, 'the server sees nobody who loses packets');
      await alice.page.waitForTimeout(1000);
      const { measured, participants } = await ask(`/api/v1/rooms${slug}/meeting/quality`);
      assert.equal(measured, true);
      losing = participants.find(p => p.up?.loss > 0.1 && p.down?.loss > 0.1 && p.limitedBy === 'uplink');
    } while (losing === undefined);
    const { transport, up, down } = losing;
    t.diagnostic(`measured after ${Date.now() - from} ms: ${JSON.stringify({ transport, up, down })}`);
    assert.equal(transport, 'udp');
    assert.ok(up.lossAfterRepair <= up.loss && up.bitsPerSecond > 0 && down.bitsPerSecond > 0);

    allowAll();
    from = Date.now();
    await line.waitFor({ state: 'detached' });
    t.diagnostic(`no longer said after ${Date.now() - from} ms`);
    let metrics;
    for (const end = Date.now() + 120_000; ;) {
      metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
      // Ways are chosen anew while packets are lost.
      if (/visio_media_peers_by_transport\{transport="udp"\} [2-9]/.test(metrics) || Date.now() > end) break;
      await alice.page.waitForTimeout(500);
    }
    const count = bucket => Number(metrics.match(new RegExp(`visio_media_loss_ratio_bucket\\{direction="up",le="${bucket}"\\} (\\d+)`))[1]);
    assert.ok(count('\\+Inf') > count('0\\.1'), 'tracks that lost more than a tenth');
    assert.match(metrics, /visio_media_peers_by_transport\{transport="udp"\} [2-9]/);
  });
});
