// Calls on networks that let nothing through but one port: the media server's over TCP, and TURN's over UDP, TCP and TLS.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { barePerson } from '../../harness/bare.mjs';
import { patientBare } from '../../harness/browser.mjs';
import { fewestPerSecond, people } from '../../harness/inputs.mjs';
import { allowAll, allowOnly, networkAddress, selectedPair } from '../../harness/network.mjs';
import { listen, watch } from '../../harness/probe.mjs';
import { startServer } from '../../harness/server.mjs';

const [turnPort, tlsPort] = [34_780, 53_490];
const relayOnly = { rtcConfig: { iceTransportPolicy: 'relay' } };

/** The certificate of a server that only these browsers believe. */
function certificate(folder) {
  const [file, key] = [path.join(folder, 'turn.pem'), path.join(folder, 'turn.key')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=turn',
    '-addext', `subjectAltName=IP:${networkAddress}`, '-keyout', key, '-out', file], { stdio: 'ignore' });
  return { file, key };
}

/** Pictures that are to be seen. */
const enough = { rising: 2 * fewestPerSecond };

describe('a call through one port alone', { concurrency: false }, () => {
  let server, alice, bruno, folder;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'visio-turn-'));
    const { file, key } = certificate(folder);
    server = await startServer('media', undefined, {
      env: {
        VISIO__Turn__Enabled: 'true', VISIO__Turn__Port: String(turnPort), VISIO__Turn__TlsPort: String(tlsPort),
        VISIO__Turn__Domain: networkAddress, VISIO__Turn__CertificateFile: file, VISIO__Turn__KeyFile: key,
      },
    });
    [alice, bruno] = await Promise.all(['alice', 'bruno'].map(name => barePerson(name, { ...patientBare, args: ['--ignore-certificate-errors'] })));
  });

  after(async () => {
    allowAll();
    await alice?.close();
    await bruno?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Both enter a room of their own and are seen and heard through what is let through. */
  async function meet(t, room, rules, connect = {}) {
    allowOnly(rules);
    for (const person of [alice, bruno]) {
      await person.page.reload();
      await person.join(server, room, { connect });
    }
    const [seen, heard] = await Promise.all([watch(await bruno.video('alice'), 0, enough), listen(bruno.page, [people.alice.tone], 0, [25])]);
    t.diagnostic(`${JSON.stringify(seen)}; ${heard.prominenceDb[0]} dB`);
    assert.ok(seen.rising >= enough.rising, JSON.stringify(seen));
    assert.ok(heard.prominenceDb[0] > 25);
  }

  const leave = async () => { for (const person of [bruno, alice]) await person.page.evaluate(() => globalThis.room.disconnect()); };

  it('shows and lets hear over TCP, and goes to the passive candidate', async t => {
    await meet(t, 'tcp', [`tcp dport ${server.mediaPort}`, `tcp sport ${server.mediaPort}`]);
    for (const person of [alice, bruno]) {
      const { remote, local } = await selectedPair(person.page);
      assert.deepEqual([remote.address, remote.port, remote.protocol, local.protocol], [networkAddress, server.mediaPort, 'tcp', 'tcp']);
    }
    assert.ok(await server.metric('visio_media_streams') >= 2);
    await leave();
  });

  for (const [protocol, rules] of Object.entries({
    udp: [`udp dport ${turnPort}`, `udp sport ${turnPort}`],
    tcp: [`tcp dport ${turnPort}`, `tcp sport ${turnPort}`],
    tls: [`tcp dport ${tlsPort}`, `tcp sport ${tlsPort}`],
  })) {
    it(`shows and lets hear through TURN over ${protocol.toUpperCase()}, and leaves no allocation behind`, async t => {
      await meet(t, `turn-${protocol}`, rules, relayOnly);
      for (const person of [alice, bruno]) {
        const { local, remote } = await selectedPair(person.page);
        assert.deepEqual([local.candidateType, local.relayProtocol, remote.port], ['relay', protocol, server.mediaPort]);
      }
      assert.ok(await server.metric('visio_turn_allocations') >= 2);
      await leave();
      const deadline = Date.now() + 120_000;
      while (await server.metric('visio_turn_allocations') > 0) {
        assert.ok(Date.now() < deadline, 'allocations are left over');
        await new Promise(r => setTimeout(r, 50));
      }
    });
  }
});
