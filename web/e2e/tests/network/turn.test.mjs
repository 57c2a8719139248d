// Calls through TURN alone, on networks that let nothing through but its port: over UDP, TCP and TLS.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { barePerson } from '../../harness/bare.mjs';
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

describe('a call through TURN alone', { concurrency: false }, () => {
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
    alice = await barePerson('alice', { args: ['--ignore-certificate-errors'] });
    bruno = await barePerson('bruno', { args: ['--ignore-certificate-errors'] });
  });

  after(async () => {
    allowAll();
    await alice?.close();
    await bruno?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [protocol, rules] of Object.entries({
    udp: [`udp dport ${turnPort}`, `udp sport ${turnPort}`],
    tcp: [`tcp dport ${turnPort}`, `tcp sport ${turnPort}`],
    tls: [`tcp dport ${tlsPort}`, `tcp sport ${tlsPort}`],
  })) {
    it(`shows and lets hear over ${protocol.toUpperCase()}, and leaves no allocation behind`, async t => {
      allowOnly(rules);
      for (const person of [alice, bruno]) {
        await person.page.reload();
        await person.join(server, `turn-${protocol}`, { connect: relayOnly });
      }
      const [seen, heard] = await Promise.all([watch(await bruno.video('alice'), 0, enough), listen(bruno.page, [people.alice.tone], 0, [25])]);
      t.diagnostic(`${JSON.stringify(seen)}; ${heard.prominenceDb[0]} dB`);
      assert.ok(seen.rising >= enough.rising, JSON.stringify(seen));
      assert.ok(heard.prominenceDb[0] > 25);
      for (const person of [alice, bruno]) {
        const { local, remote } = await selectedPair(person.page);
        assert.deepEqual([local.candidateType, local.relayProtocol, remote.port], ['relay', protocol, server.mediaPort]);
      }
      assert.ok(await server.metric('visio_turn_allocations') >= 2);

      for (const person of [bruno, alice]) await person.page.evaluate(() => globalThis.room.disconnect());
      const deadline = Date.now() + 120_000;
      while (await server.metric('visio_turn_allocations') > 0) {
        assert.ok(Date.now() < deadline, 'allocations are left over');
        await new Promise(r => setTimeout(r, 50));
      }
    });
  }
});
