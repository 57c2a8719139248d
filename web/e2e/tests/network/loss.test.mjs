// A real call over a link that loses 5 % of the packets in each direction: what is lost is sent again, and nobody sees it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { barePerson } from '../../harness/bare.mjs';
import { patientBare } from '../../harness/browser.mjs';
import { fewestPerSecond, people } from '../../harness/inputs.mjs';
import { loseDatagrams } from '../../harness/network.mjs';
import { listen, mayLastMs, watch } from '../../harness/probe.mjs';
import { startServer } from '../../harness/server.mjs';

describe('a call that loses 5 % each way', { concurrency: false }, () => {
  let server, alice, bruno;

  before(async () => {
    [server, alice, bruno] = await Promise.all([startServer('media'), barePerson('alice', patientBare), barePerson('bruno', patientBare)]);
    loseDatagrams(5);
    const options = { publishDefaults: { simulcast: false } };
    await alice.join(server, 'lossy', { options });
    await bruno.join(server, 'lossy', { options });
    for (const [one, other] of [[alice, 'bruno'], [bruno, 'alice']]) await one.firstFrameMs(other, 120_000);
  });

  after(async () => {
    loseDatagrams(0);
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('goes on with pictures in order and sound', async t => {
    const enough = { rising: 10 * fewestPerSecond };
    const [atBruno, atAlice] = await Promise.all([watch(await bruno.video('alice'), 3, enough), watch(await alice.video('bruno'), 3, enough)]);
    const heard = await listen(bruno.page, [people.alice.tone], 1, [28]);
    // Until something was sent again: of few packets none may be lost.
    const stats = await bruno.until(async () => {
      const { pc } = globalThis.room.engine.pcManager.publisher;
      const found = [...(await pc.getStats()).values()].find(s => s.type === 'inbound-rtp' && s.kind === 'video');
      return found?.retransmittedPacketsReceived > 0 && { nackCount: found.nackCount, pliCount: found.pliCount, packetsLost: found.packetsLost, retransmitted: found.retransmittedPacketsReceived, framesDropped: found.framesDropped, freezeCount: found.freezeCount };
    }, null, 120_000);
    t.diagnostic(`bruno ${JSON.stringify(atBruno)}; alice ${JSON.stringify(atAlice)}; ${JSON.stringify(stats)}; ${heard.prominenceDb[0]} dB`);
    for (const seen of [atBruno, atAlice]) {
      // How many there are is measured in virtual time and by `make soak` (docs/network-table.md): a machine that lets packets wait for its
      // processor looks like a link that is full, and pictures pause for some seconds.
      assert.ok(seen.rising >= enough.rising, JSON.stringify(seen));
      assert.equal(seen.falling, 0);
      assert.ok(seen.longestGapMs < mayLastMs(seen.stoodMs), `the picture stood still for ${seen.longestGapMs} ms`);
    }
    assert.ok(stats.retransmitted > 0, 'nothing was sent again, so nothing was lost, so nothing was tested');
    assert.ok(heard.prominenceDb[0] > 28);
  });
});
