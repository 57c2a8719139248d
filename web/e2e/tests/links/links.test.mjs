// Calls over bad links: one viewer is behind the link emulator, another on a good one. What both receive is measured row by row, and held
// against what is expected; with VISIO_WRITE_DOCS=1 the table is written into docs/network-table.md. In `make soak` only.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromiumPath } from '../../harness/browser.mjs';
import { between, received, rememberConnections } from '../../harness/callStats.mjs';
import { emulatedLink } from '../../harness/emulator.mjs';
import { people } from '../../harness/inputs.mjs';
import { here, openHost } from '../../harness/namespaces.mjs';
import { by, person } from '../../harness/people.mjs';
import { pictureQuality } from '../../harness/pictureQuality.mjs';
import { listen } from '../../harness/probe.mjs';
import { startServer } from '../../harness/server.mjs';

const [server4, wifi, mobile] = ['203.0.113.1', '10.82.0.2', '10.83.0.2'];
const pause = seconds => new Promise(resolve => { setTimeout(resolve, seconds * 1000); });

/**
 * The rows. `down` is towards the viewer, `up` from them; `expects` are the worst figures that pass: share of sound made up, frames a second
 * as a share of the good viewer's, seconds frozen of ten, seconds until pictures flow again.
 */
const rows = [
  { name: 'good link', expects: { concealed: 0.03, share: 0.8, frozen: 1.5 } },
  { name: '1 % loss', down: 'loss=1% delay=20ms', expects: { concealed: 0.04, share: 0.7, frozen: 1.5 } },
  { name: '5 % loss', down: 'loss=5% delay=20ms', expects: { concealed: 0.07, share: 0.7, frozen: 2 } },
  { name: '10 % loss', down: 'loss=10% delay=20ms', expects: { concealed: 0.12, share: 0.6, frozen: 2 } },
  { name: '20 % loss', down: 'loss=20% delay=20ms', expects: { concealed: 0.22, share: 0.4, frozen: 3 } },
  { name: '5 % loss in bursts of 5', down: 'loss=5% burst=5 delay=20ms', expects: { concealed: 0.1, share: 0.5, frozen: 2 } },
  { name: '20 ms', down: 'delay=10ms', up: 'delay=10ms', expects: { concealed: 0.03, share: 0.75, frozen: 1.5 } },
  { name: '100 ms', down: 'delay=50ms', up: 'delay=50ms', expects: { concealed: 0.03, share: 0.7, frozen: 1.5 } },
  { name: '300 ms', down: 'delay=150ms', up: 'delay=150ms', expects: { concealed: 0.03, share: 0.7, frozen: 1.5 } },
  { name: '50 ms, 30 ms of jitter in order', down: 'delay=25ms jitter=30ms order', up: 'delay=25ms', expects: { concealed: 0.05, share: 0.65, frozen: 2 } },
  { name: '50 ms, 30 ms of jitter that reorders', down: 'delay=25ms jitter=30ms', up: 'delay=25ms', expects: { concealed: 0.07, share: 0.6, frozen: 2 } },
  { name: '3 Mbit/s', down: 'rate=3M delay=20ms', rate: 3e6, expects: { concealed: 0.03, share: 0.75, frozen: 1.5 } },
  { name: '3 M → 500 kbit/s', down: 'rate=500k delay=20ms', rate: 5e5, expects: { concealed: 0.06, share: 0.4, frozen: 2 } },
  { name: '500 k → 150 kbit/s', down: 'rate=150k delay=20ms', rate: 1.5e5, expects: { concealed: 0.1, share: 0.12, frozen: 5 } },
  { name: '150 k → 3 Mbit/s', down: 'rate=3M delay=20ms', rate: 3e6, recovers: 8, expects: { concealed: 0.06, share: 0.6, frozen: 3 } },
  { name: 'asymmetric: 3 M down, 150 k up', down: 'rate=3M delay=20ms', up: 'rate=150k delay=20ms', rate: 3e6, expects: { concealed: 0.03, share: 0.7, frozen: 2 } },
  { name: 'blackout of 5 s', blackout: 5, down: 'delay=20ms', recovers: 5, expects: { concealed: 0.1, share: 0.7, frozen: 2 } },
  { name: 'Wi-Fi to mobile: another address', moves: true, down: 'delay=20ms', recovers: 12, expects: { concealed: 0.1, share: 0.7, frozen: 2 } },
];
const wanted = process.env.VISIO_LINKS ? rows.filter(row => process.env.VISIO_LINKS.split(';').some(part => row.name.includes(part))) : rows;
const measured = [];

if (process.env.VISIO_SOAK !== undefined) {
  describe('calls over bad links', { concurrency: false }, () => {
    let server, viewer, links, alice, bruno, clara;

    before(async () => {
      viewer = await openHost('viewer');
      here.run('ip', 'addr', 'add', `${server4}/32`, 'dev', 'lo');
      links = {
        wifi: await emulatedLink({ host: here, device: 'wifi0', addresses: ['10.82.0.1/24'] }, { host: viewer, device: 'wifi1', addresses: [`${wifi}/24`] }, { seed: 11 }),
        mobile: await emulatedLink({ host: here, device: 'mobile0', addresses: ['10.83.0.1/24'] }, { host: viewer, device: 'mobile1', addresses: [`${mobile}/24`] }, { seed: 12 }),
      };
      viewer.run('ip', 'route', 'add', 'default', 'via', '10.82.0.1');
      viewer.run('ip', 'link', 'set', 'mobile1', 'down');
      server = await startServer('serve', undefined, {
        args: ['--dev-allow-remote'], also: [`http://${server4}:80`], env: { VISIO__Media__BindAddress: server4, VISIO__Media__AdvertisedAddresses__0: server4 },
      });
      alice = await person('alice', { film: true });
      clara = await person('clara', { film: true });
      bruno = await person('bruno', { film: true, program: viewer.wrapper(chromiumPath), args: [`--unsafely-treat-insecure-origin-as-secure=http://${server4}`] });
      for (const one of [alice, bruno, clara]) await one.context.addInitScript(rememberConnections);
      const link = await alice.createMeeting(server.url);
      await alice.join(link);
      // One picture and one voice: what the two others receive is the same.
      for (const [one, address] of [[bruno, `http://${server4}${new URL(link).pathname}`], [clara, link]]) {
        await one.join(address);
        await by(one.page, 'ctl-camera').click();
        await by(one.page, 'ctl-mic').click();
      }
      await pause(8);
    });

    after(async () => {
      await Promise.all([alice, bruno, clara].map(one => one?.close()));
      await server?.stop();
      for (const link of Object.values(links ?? {})) await link.close();
      await viewer?.close();
      here.run('ip', 'addr', 'del', `${server4}/32`, 'dev', 'lo');
      write();
    });

    /** Seconds until somebody's pictures flow again, at half of what was usual or more. */
    async function untilPicturesFlow(who, usual, patience) {
      const begun = performance.now();
      let last = await received(who.page);
      while (performance.now() - begun < patience * 1000) {
        await pause(0.5);
        const now = await received(who.page);
        if (between(last, now).fps >= usual / 2) return (performance.now() - begun) / 1000;
        last = now;
      }
      return Infinity;
    }

    for (const row of wanted) {
      it(row.name, async t => {
        const usual = between(await received(clara.page), await pause(2).then(() => received(clara.page))).fps;
        await links.wifi.set('forth', row.down ?? '');
        await links.wifi.set('back', row.up ?? '');
        await links.mobile.set('both', row.down ?? '');
        if (row.blackout) {
          await links.wifi.set('both', 'loss=100%');
          await pause(row.blackout);
          await links.wifi.set('both', row.down);
        }
        if (row.moves) {
          viewer.run('ip', 'link', 'set', 'wifi1', 'down');
          viewer.run('ip', 'link', 'set', 'mobile1', 'up');
          viewer.run('ip', 'route', 'replace', 'default', 'via', '10.83.0.1');
        }
        const recoveredSeconds = row.recovers ? await untilPicturesFlow(bruno, usual, row.recovers) : null;
        if (row.recovers === undefined) await pause(8);
        const carrying = row.moves ? links.mobile : links.wifi;
        const [before, clearBefore, bytesBefore] = [await received(bruno.page), await received(clara.page), (await carrying.totals()).forth];
        const video = await bruno.videoIn(bruno.tileOf('alice'));
        const [psnr, { prominenceDb }] = await Promise.all([pictureQuality(video), listen(bruno.page, [people.alice.tone], 3), pause(10)]);
        const [now, clearNow, bytesNow] = [await received(bruno.page), await received(clara.page), (await carrying.totals()).forth];
        const [bad, good] = [between(before, now), between(clearBefore, clearNow)];
        const kbps = (bytesNow.bytes - bytesBefore.bytes) * 8 / bad.seconds / 1000;
        const seen = { row, bad, good, psnr, toneDb: prominenceDb[0], recoveredSeconds, kbps };
        measured.push(seen);
        t.diagnostic(JSON.stringify({ ...bad, psnr, toneDb: prominenceDb[0], recoveredSeconds, kbps, goodFps: good.fps, goodFrozen: good.frozenSeconds, goodConcealed: good.concealed }));
        // One who is behind a bad link changes nothing for the others.
        assert.ok(good.fps >= 5 && good.frozenSeconds < 3, `the good viewer: ${JSON.stringify(good)}`);
        // Speech comes first.
        assert.ok(prominenceDb[0] > 20, `the tone is heard at ${prominenceDb[0]} dB`);
        assert.ok(bad.concealed <= row.expects.concealed, `${bad.concealed} of the sound was made up`);
        assert.ok(bad.fps >= row.expects.share * good.fps, `${bad.fps} of ${good.fps} pictures a second`);
        assert.ok(bad.frozenSeconds <= row.expects.frozen, `frozen for ${bad.frozenSeconds} s`);
        if (row.recovers) assert.ok(recoveredSeconds <= row.recovers, `pictures did not flow again within ${row.recovers} s`);
        seen.isMet = true;
      });
    }
  });
}

function write() {
  if (process.env.VISIO_WRITE_DOCS === undefined || measured.length < rows.length) return;
  const percent = share => `${(share * 100).toFixed(1)} %`;
  const lines = measured.map(({ row, bad, good, psnr, recoveredSeconds, kbps, isMet }) => `| ${[
    isMet ? row.name : `${row.name} – **missed**`, `${percent(bad.concealed)} (${percent(row.expects.concealed)})`, `${bad.freezes}, ${bad.frozenSeconds.toFixed(1)} s (${row.expects.frozen} s)`,
    `${bad.fps.toFixed(1)} (${percent(row.expects.share)} of the good viewer's)`, bad.width, psnr === null ? '–' : psnr.toFixed(1),
    recoveredSeconds === null ? '' : `${recoveredSeconds.toFixed(1)} s (${row.recovers} s)`, `${Math.round(kbps)}${row.rate ? ` (${percent(kbps * 1000 / row.rate)})` : ''}`,
    `${good.fps.toFixed(1)}; ${good.frozenSeconds.toFixed(1)} s; ${percent(good.concealed)}`,
  ].join(' | ')} |`);
  writeFileSync(path.join(import.meta.dirname, '../../../../docs/network-table.md'), `# Calls over bad links

A person with camera and microphone is watched by two others with Visio's own page, in real Chromiums: one behind an
[emulated link](decisions/0012-own-link-emulator.md), one on a good one. Each row is ten seconds after eight of getting used to it; its
expectation stands in brackets; a row that missed one says so. Written by \`VISIO_WRITE_DOCS=1 VISIO_SOAK=1 node run.mjs links\` in \`web/e2e\`. All of it
ran on one machine of two cores with other work: the good viewer's figures say what that machine gave. The picture is 640×360, some 25 a second,
compared with the film that was sent (PSNR after fitting brightness and contrast, scaled to full size); sound is checked by its tone.

| link to the viewer | sound made up | freezes, their length | pictures a second | width | PSNR, dB | pictures back after | kbit/s (share of the link) | good viewer: pictures a second; frozen; sound made up |
|---|---|---|---|---|---|---|---|---|
${lines.join('\n')}
`);
}
