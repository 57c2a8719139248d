// A call between browsers and a server that have no other addresses than those of IPv6.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { barePerson } from '../../harness/bare.mjs';
import { patientBare } from '../../harness/browser.mjs';
import { fewestPerSecond, people } from '../../harness/inputs.mjs';
import { foundAddresses, networkAddress6, onlyIPv6, selectedPair } from '../../harness/network.mjs';
import { listen, watch } from '../../harness/probe.mjs';
import { startServer } from '../../harness/server.mjs';

/** Pictures that are to be seen. */
const enough = { rising: 2 * fewestPerSecond };

describe('a call over IPv6 alone', { concurrency: false }, () => {
  let server, alice, bruno, restore;

  before(async () => {
    restore = onlyIPv6();
    server = await startServer('media', undefined, { env: foundAddresses(), args: ['--dev-allow-remote'] });
    [alice, bruno] = await Promise.all(['alice', 'bruno'].map(name => barePerson(name, patientBare)));
    await alice.join(server, 'six');
    await bruno.join(server, 'six');
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
    restore?.();
  });

  it('shows and lets hear', async t => {
    const [seen, heard] = await Promise.all([watch(await bruno.video('alice'), 0, enough), listen(bruno.page, [people.alice.tone], 0, [25])]);
    t.diagnostic(`${JSON.stringify(seen)}; ${heard.prominenceDb[0]} dB`);
    assert.ok(seen.rising >= enough.rising, JSON.stringify(seen));
    assert.ok(heard.prominenceDb[0] > 25);
  });

  it('goes between two addresses of IPv6', async () => {
    for (const person of [alice, bruno]) {
      const { remote, local } = await selectedPair(person.page);
      assert.equal(remote.address, networkAddress6);
      assert.match(local.address, /:/);
    }
  });
});
