// Calls on a network that lets nothing through but HTTPS to one port: page, signalling and media all go over it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { barePerson } from '../../harness/bare.mjs';
import { patientBare } from '../../harness/browser.mjs';
import { fewestPerSecond, people } from '../../harness/inputs.mjs';
import { allowAll, allowOnly, networkAddress, selectedPair } from '../../harness/network.mjs';
import { listen, watch } from '../../harness/probe.mjs';
import { startServer } from '../../harness/server.mjs';

/** A certificate and its key in one file, which only these browsers believe. */
function certificateIn(folder) {
  const [file, key] = [path.join(folder, 'web.pem'), path.join(folder, 'web.key')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=web',
    '-addext', `subjectAltName=IP:${networkAddress}`, '-keyout', key, '-out', file], { stdio: 'ignore' });
  appendFileSync(file, readFileSync(key));
  return file;
}

// An http address beside the https one leads there.
const plain = `http://${networkAddress}:8099`;

/** Pictures that are to be seen. */
const enough = { rising: 2 * fewestPerSecond };

describe('a call over one HTTPS port alone', { concurrency: false }, () => {
  let server, alice, bruno, folder;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'visio-https-'));
    server = await startServer('media', undefined, {
      args: ['--dev-allow-remote'], also: [plain], secure: { address: networkAddress, certificate: certificateIn(folder) },
    });
    const led = await fetch(`${plain}/a?b=c`, { redirect: 'manual' });
    assert.deepEqual([led.status, led.headers.get('location')], [308, `https://${networkAddress}:${server.securePort}/a?b=c`]);
    allowOnly([`tcp dport ${server.securePort}`, `tcp sport ${server.securePort}`]);
    [alice, bruno] = await Promise.all(['alice', 'bruno'].map(name => barePerson(name, { ...patientBare, args: ['--ignore-certificate-errors'] })));
  });

  after(async () => {
    allowAll();
    await alice?.close();
    await bruno?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [way, isRelayed] of [['ICE over TCP', false], ['TURN over TLS', true]]) {
    it(`shows and lets hear by ${way}`, async t => {
      for (const person of [alice, bruno]) {
        await person.page.reload();
        const { connectedMs } = await person.join(server, way.replaceAll(' ', '-'), {
          // Both ways come up within milliseconds of each other, and a browser may keep to the first.
          connect: { rtcConfig: isRelayed ? { iceTransportPolicy: 'relay' } : { iceServers: [] } },
        });
        t.diagnostic(`${person.name} connected in ${Math.round(connectedMs)} ms`);
      }
      const [seen, heard] = await Promise.all([watch(await bruno.video('alice'), 0, enough), listen(bruno.page, [people.alice.tone], 0, [25])]);
      t.diagnostic(`${JSON.stringify(seen)}; ${heard.prominenceDb[0]} dB`);
      assert.ok(seen.rising >= enough.rising, JSON.stringify(seen));
      assert.ok(heard.prominenceDb[0] > 25);
      for (const person of [alice, bruno]) {
        const { local, remote } = await selectedPair(person.page);
        if (isRelayed) assert.deepEqual([local.candidateType, local.relayProtocol, remote.port], ['relay', 'tls', server.mediaPort]);
        else assert.deepEqual([remote.address, remote.port, remote.protocol], [networkAddress, server.securePort, 'tcp']);
      }
      for (const person of [bruno, alice]) await person.page.evaluate(() => globalThis.room.disconnect());
    });
  }
});
