// The product's own page behind networks that mean no good: in each it connects, and picture and sound go both ways. In `make soak` all of
// them; what was measured is written into docs/hostile-networks.md with VISIO_WRITE_DOCS=1.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { certificate, openBox, outside } from '../../harness/box.mjs';
import { chromiumPath } from '../../harness/browser.mjs';
import { mediaWay, rememberConnections } from '../../harness/callStats.mjs';
import { people } from '../../harness/inputs.mjs';
import { networks, ports } from '../../harness/networks.mjs';
import { by, displayName, person } from '../../harness/people.mjs';
import { listen, watchTile } from '../../harness/probe.mjs';
import { startServer } from '../../harness/server.mjs';

const wanted = networks.filter(({ quick, name }) => (process.env.VISIO_ZOO ? name.includes(process.env.VISIO_ZOO) : quick || process.env.VISIO_SOAK !== undefined));
const measured = [];

/** What was tried, for the words of a failure. */
const candidates = () => Promise.all(globalThis.connections.map(async pc => [pc.iceConnectionState, [...(await pc.getStats()).values()]
  .filter(s => s.type.endsWith('-candidate')).map(s => [s.type, s.candidateType, s.protocol, s.address, s.port, s.url].join(' '))]));

/** Checks by content that somebody is seen and heard. */
async function seesAndHears(viewer, other) {
  const seen = await watchTile(viewer, viewer.tileOf(other), 1, { rising: 10 });
  const { prominenceDb } = await listen(viewer.page, [people[other].tone], 0, [25]);
  assert.deepEqual(Object.keys(seen.sources), [String(people[other].source)], `${viewer.name} sees ${JSON.stringify(seen)}`);
  assert.ok(seen.rising >= 10, `${viewer.name} sees ${JSON.stringify(seen)}`);
  assert.ok(prominenceDb[0] > 25, `${viewer.name} hears ${other} at ${prominenceDb[0]} dB`);
  return seen;
}

for (const network of wanted) {
  describe(network.name, { concurrency: false }, () => {
    let zoo, server, alice, bruno, folder, origin;

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'visio-zoo-'));
      zoo = await openBox(network.box);
      const { file, key } = certificate(folder, `IP:${outside.server}`);
      const address = network.box?.ipv6 ? outside.server6 : outside.server;
      const shown = network.box?.ipv6 ? `[${address}]` : address;
      origin = network.url ?? (network.tls ? `https://${shown}` : `http://${shown}`);
      server = await startServer('serve', undefined, {
        args: ['--dev-allow-remote'],
        also: [network.tls ? `https://${shown}:443` : `http://${shown}:${ports.web}`],
        env: {
          VISIO__Media__BindAddress: address, VISIO__Media__AdvertisedAddresses__0: address,
          ...(network.tls
            ? { VISIO__Tls__CertificateFile: file, VISIO__Tls__KeyFile: key, VISIO__Turn__Enabled: 'true', VISIO__Turn__Urls__0: `turns:${address}:443?transport=tcp` }
            : { VISIO__Media__TcpPort: String(ports.media) }),
        },
      });
      await network.prepare?.(zoo);
      alice = await person('alice', {
        film: true,
        program: zoo.client.wrapper(chromiumPath),
        args: [`--unsafely-treat-insecure-origin-as-secure=${origin}`, '--ignore-certificate-errors', ...(network.args?.(zoo) ?? [])],
      });
      await alice.context.addInitScript(rememberConnections);
      bruno = await person('bruno', { film: true });
    });

    after(async () => {
      await alice?.close();
      await bruno?.close();
      await server?.stop();
      await zoo?.close();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });

    it('lets people meet', async t => {
      const link = await bruno.createMeeting(server.url);
      await bruno.join(link);
      const overHttp = await server.metric('visio_signalling_over_http_total');
      await alice.page.goto(`${origin}${new URL(link).pathname}`, { timeout: 120_000 });
      await by(alice.page, 'prejoin-name').fill(displayName('alice'));
      const started = performance.now();
      await by(alice.page, 'prejoin-join').click();
      await alice.inside().catch(async e => {
        throw new Error(`${e.message}\n${JSON.stringify(await alice.page.evaluate(candidates))}`);
      });
      const connectMs = Math.round(performance.now() - started);
      const video = await alice.videoIn(alice.tileOf('bruno'));
      const pictureMs = Math.round(performance.now() - started);
      assert.ok(video);
      await Promise.all([seesAndHears(alice, 'bruno'), seesAndHears(bruno, 'alice')]);
      if (network.inCall) {
        await network.inCall(zoo);
        await seesAndHears(alice, 'bruno');
        await seesAndHears(bruno, 'alice');
      }
      const resumes = await server.metric('visio_resumes_total');
      if (network.stays) {
        await new Promise(resolve => setTimeout(resolve, network.stays * 1000));
        assert.equal(await server.metric('visio_resumes_total'), resumes, 'the signalling was cut');
        await seesAndHears(alice, 'bruno');
      }
      const media = await mediaWay(alice.page);
      const signalling = await server.metric('visio_signalling_over_http_total') > overHttp ? 'http' : 'websocket';
      t.diagnostic(JSON.stringify({ network: network.name, connectMs, pictureMs, signalling, media }));
      measured.push({ network: network.name, connectMs, pictureMs, signalling, media });
      assert.equal(signalling, network.signalling);
      assert.match(media, network.media);
    });
  });
}

after(() => {
  if (process.env.VISIO_WRITE_DOCS === undefined || measured.length < networks.length) return;
  const rows = measured.map(m => `| ${m.network} | ${m.signalling === 'http' ? 'requests' : 'WebSocket'} | ${m.media} | ${m.connectMs} | ${m.pictureMs} |`);
  writeFileSync(path.join(import.meta.dirname, '../../../../docs/hostile-networks.md'), `# Hostile networks

A real Chromium with Visio's own page meets another across each of these; picture and sound are checked by content in both directions
(\`web/e2e/tests/zoo\`). Written by \`VISIO_WRITE_DOCS=1 VISIO_SOAK=1 node run.mjs networks\` in \`web/e2e\`: client, box and server are network
namespaces of one machine, which also ran all browsers and other work. Times are from the button to the call, and to somebody's first picture.

What is not told by the table:

- Chromium takes no ICE candidate over TCP with port 80 or 443 and a private address. A server that has nothing but private addresses, on a
  network without UDP, is reached by TURN over TLS on the same port.
- A browser that is told of an explicit proxy makes its TURN connection through it (CONNECT), not those of ICE-TCP.
- A proxy that reads TLS on a network without UDP leaves media no way that it would not read; this is not among the rows.

| network | signalling | media | in the call, ms | picture, ms |
|---|---|---|---|---|
${rows.join('\n')}
`);
});
