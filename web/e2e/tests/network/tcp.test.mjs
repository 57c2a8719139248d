// A call on a network that lets nothing through but TCP to the media server's port.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { barePerson } from '../../harness/bare.mjs';
import { fewestPerSecond, people } from '../../harness/inputs.mjs';
import { allowAll, allowOnly, networkAddress, selectedPair } from '../../harness/network.mjs';
import { listen, watch } from '../../harness/probe.mjs';
import { startServer } from '../../harness/server.mjs';

/** Pictures that are to be seen. */
const enough = { rising: 2 * fewestPerSecond };

describe('a call over TCP alone', { concurrency: false }, () => {
  let server, alice, bruno;

  before(async () => {
    server = await startServer('media');
    allowOnly([`tcp dport ${server.mediaPort}`, `tcp sport ${server.mediaPort}`]);
    alice = await barePerson('alice');
    bruno = await barePerson('bruno');
    await alice.join(server, 'tcp');
    await bruno.join(server, 'tcp');
  });

  after(async () => {
    allowAll();
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('shows and lets hear', async t => {
    const [seen, heard] = await Promise.all([watch(await bruno.video('alice'), 0, enough), listen(bruno.page, [people.alice.tone], 0, [25])]);
    t.diagnostic(`${JSON.stringify(seen)}; ${heard.prominenceDb[0]} dB`);
    assert.ok(seen.rising >= enough.rising, JSON.stringify(seen));
    assert.ok(heard.prominenceDb[0] > 25);
  });

  it('goes to the passive candidate', async () => {
    for (const person of [alice, bruno]) {
      const { remote, local } = await selectedPair(person.page);
      assert.deepEqual([remote.address, remote.port, remote.protocol, local.protocol], [networkAddress, server.mediaPort, 'tcp', 'tcp']);
    }
    assert.ok(await server.metric('visio_media_streams') >= 2);
  });
});
