// The link emulator does what it is told: what arrives of what is sent, and when, is measured over its own interfaces. A busy machine
// delivers later, never earlier. In `make soak`, with the calls over such links.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { emulatedLink } from '../../harness/emulator.mjs';
import { here, openHost } from '../../harness/namespaces.mjs';

/** In the other host: sends back what comes, with the number of microseconds since it began in front. */
const reflector = `
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('message', (m, from) => socket.send(m, from.port, from.address));
  socket.bind(9000, '10.90.0.2', () => console.log('up'));`;

/** Sends `count` packets of `size` bytes, one each `gapMs`; answers how many came back, how late, and how many in a row did not. */
async function measure(count, { size = 200, gapMs = 2, tail = 700 } = {}) {
  const { createSocket } = await import('node:dgram');
  const socket = createSocket('udp4');
  const sentAt = [];
  const trips = [];
  let overtaken = 0;
  let newest = -1;
  socket.on('message', m => {
    const number = m.readUInt32BE(0);
    trips[number] = performance.now() - sentAt[number];
    if (number < newest) overtaken++;
    newest = Math.max(newest, number);
  });
  await new Promise(resolve => socket.connect(9000, '10.90.0.2', resolve));
  const begun = performance.now();
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    while (performance.now() < begun + i * gapMs) await new Promise(resolve => setTimeout(resolve, 1));
    const packet = Buffer.alloc(size);
    packet.writeUInt32BE(i, 0);
    sentAt[i] = performance.now();
    socket.send(packet);
    bytes += size;
  }
  await new Promise(resolve => setTimeout(resolve, tail));
  socket.close();
  const came = trips.filter(t => t !== undefined).sort((x, y) => x - y);
  let [bursts, lost] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (trips[i] !== undefined) continue;
    lost++;
    if (i === 0 || trips[i - 1] !== undefined) bursts++;
  }
  const at = share => came[Math.floor((came.length - 1) * share)];
  return { lost: lost / count, burst: bursts === 0 ? 0 : lost / bursts, least: at(0), median: at(0.5), most: at(1), overtaken, bytes };
}

/** Longer ones belong to `make soak`. */
const atLeisure = process.env.VISIO_SOAK === undefined ? () => {} : it;

describe('the link emulator', { concurrency: false }, () => {
  let other, link;

  before(async () => {
    other = await openHost('other');
    link = await emulatedLink({ host: here, device: 'link0', addresses: ['10.90.0.1/24'] }, { host: other, device: 'link1', addresses: ['10.90.0.2/24'] }, { seed: 7 });
    const child = other.start(process.execPath, '-e', reflector);
    while (!child.log.includes('up')) await new Promise(resolve => child.stdout.once('data', resolve));
    // What has run once runs faster.
    await link.set('both', 'loss=1% delay=5ms jitter=5ms');
    await measure(400, { gapMs: 1, tail: 300 });
  });

  after(async () => {
    await link?.close();
    await other?.close();
  });

  it('delays, and loses at random', async t => {
    await link.set('forth', 'loss=5% delay=80ms jitter=40ms');
    await link.set('back', '');
    const seen = await measure(700);
    t.diagnostic(`asked 80 to 120 ms and 5 %: ${JSON.stringify(seen)}`);
    assert.ok(seen.least >= 80 && seen.least < 110 && seen.median > 92 && seen.median < 180, JSON.stringify(seen));
    assert.ok(seen.lost > 0.025 && seen.lost < 0.08, `${seen.lost}`);
    assert.ok(seen.burst < 1.3);
    assert.ok(seen.overtaken > 0);
  });

  atLeisure('loses in bursts, and keeps the order where it is to', async t => {
    await link.set('forth', 'loss=10% burst=5 delay=20ms jitter=30ms order');
    const seen = await measure(2000, { gapMs: 1 });
    t.diagnostic(`asked 10 % in bursts of 5: ${JSON.stringify(seen)}`);
    assert.ok(seen.lost > 0.05 && seen.lost < 0.16, `${seen.lost}`);
    assert.ok(seen.burst > 3 && seen.burst < 8, `${seen.burst}`);
    assert.equal(seen.overtaken, 0);
  });

  it('carries no more than its rate, and drops what would wait for longer than its queue', async t => {
    await link.set('forth', 'rate=1M queue=200ms');
    const before = await link.totals();
    // Twice the rate: half of it arrives, after a queue of 200 ms.
    const seen = await measure(500, { size: 472, gapMs: 2 });
    const now = await link.totals();
    t.diagnostic(`asked 1 Mbit/s of 2: ${JSON.stringify(seen)}, ${now.forth.dropped - before.forth.dropped} dropped`);
    assert.ok(seen.lost > 0.3 && seen.lost < 0.5, `${seen.lost}`);
    assert.ok(seen.most > 190 && seen.most < 400, `${seen.most}`);
    assert.equal(now.forth.lost, before.forth.lost);
  });

  atLeisure('carries 20 Mbit/s on a fifth of a core', async t => {
    await link.set('both', 'delay=10ms');
    const ticks = () => readFileSync(`/proc/${link.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, n) => sum + Number(n), 0);
    const [cpu, at, before] = [ticks(), performance.now(), await link.totals()];
    const seen = await measure(2500, { size: 1400, gapMs: 0.56, tail: 300 });
    const [seconds, now] = [(performance.now() - at - 300) / 1000, await link.totals()];
    const rate = (now.forth.bytes - before.forth.bytes) * 8 / seconds / 1e6;
    const share = (ticks() - cpu) / 100 / seconds;
    t.diagnostic(`${rate.toFixed(1)} Mbit/s each way took ${(share * 100).toFixed(0)} % of a core; ${JSON.stringify(seen)}`);
    assert.ok(seen.lost < 0.05, `${seen.lost}`);
    assert.ok(share < 0.2, `${share}`);
  });
});
