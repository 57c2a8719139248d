// Datagrams that mean harm on the media port while a call runs, a million of them in `make soak`: nothing crashes, nothing changes, nobody
// notices.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, before, describe, it } from 'node:test';
import { barePerson } from '../harness/bare.mjs';
import { patientBare } from '../harness/browser.mjs';
import { fewestPerSecond, people } from '../harness/inputs.mjs';
import { listen, watch } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';

/** How many have to arrive. */
const count = process.env.VISIO_SOAK === undefined ? 100_000 : 1_000_000;

/** A small generator with a seed that is printed (xorshift32), so that a failure can be run again. */
function randomness(seed) {
  let x = seed >>> 0 || 1;
  return limit => {
    x ^= x << 13; x >>>= 0;
    x ^= x >>> 17;
    x ^= x << 5; x >>>= 0;
    return x % limit;
  };
}

/** Messages that look like those of a peer of this very call, but are sent from another address and without its keys. */
function seeds(serverUfrag, clientUfrag, ssrcs) {
  const username = Buffer.from(`${serverUfrag}:${clientUfrag}`);
  const padded = Buffer.concat([username, Buffer.alloc((4 - username.length % 4) % 4)]);
  const attribute = (type, value) => { const h = Buffer.alloc(4); h.writeUInt16BE(type); h.writeUInt16BE(value.length, 2); return Buffer.concat([h, value]); };
  const name = attribute(6, padded);
  name.writeUInt16BE(username.length, 2);
  const body = Buffer.concat([name, attribute(0x25, Buffer.alloc(0)), attribute(0x24, Buffer.from([110, 0, 0, 1])), attribute(8, Buffer.alloc(20, 7)), attribute(0x8028, Buffer.alloc(4, 9))]);
  const stun = Buffer.concat([Buffer.from([0, 1, body.length >> 8, body.length & 255, 0x21, 0x12, 0xa4, 0x42]), Buffer.alloc(12, 3), body]);
  // A DTLS 1.2 ClientHello record with use_srtp (RFC 6347 §4.2, RFC 5764 §4.1).
  const hello = Buffer.from('fefd' + '00'.repeat(32) + '00' + '00' + '0004c02bc02f' + '0100' + '0009000e0005000200070000', 'hex');
  const handshake = Buffer.concat([Buffer.from([1, 0, 0, hello.length, 0, 0, 0, 0, 0, 0, 0, hello.length]), hello]);
  const dtls = Buffer.concat([Buffer.from([22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, handshake.length]), handshake]);
  const list = [stun, dtls];
  for (const ssrc of ssrcs) {
    const rtp = Buffer.alloc(400, 0x55);
    rtp.writeUInt8(0x80, 0); rtp.writeUInt8(96, 1); rtp.writeUInt32BE(ssrc, 8);
    const rtcp = Buffer.alloc(60, 0x11);
    rtcp.writeUInt8(0x81, 0); rtcp.writeUInt8(206, 1); rtcp.writeUInt16BE(2, 2); rtcp.writeUInt32BE(ssrc, 4);
    list.push(rtp, rtcp);
  }
  return list;
}

/** Sends until it has been enough; answers how many that were. */
async function flood(port, corpus, random, isEnough) {
  const socket = createSocket({ type: 'udp4', sendBufferSize: 1 << 22 });
  const pool = Array.from({ length: 4096 }, () => {
    if (random(4) === 0) return Buffer.from(Array.from({ length: 1 + random(600) }, () => random(256)));
    const message = Buffer.from(corpus[random(corpus.length)]);
    for (let n = random(4); n > 0; n--) message[random(message.length)] = random(256);
    return random(8) === 0 ? message.subarray(0, 1 + random(message.length)) : message;
  });
  let sent = 0;
  while (!isEnough()) {
    let waiting = 256;
    await new Promise(resolve => {
      for (let i = 0; i < 256; i++) {
        const message = pool[random(pool.length)];
        // One byte differs every time, so that all these are not four thousand.
        message[message.length - 1 - random(Math.min(message.length, 20))] = random(256);
        socket.send(message, port, '127.0.0.1', () => { if (--waiting === 0) resolve(); });
      }
    });
    sent += 256;
    // The browsers are driven from here too.
    await new Promise(resolve => setImmediate(resolve));
  }
  socket.close();
  return sent;
}

describe('hostile datagrams during a call', { concurrency: false }, () => {
  let server, alice, bruno;

  before(async () => {
    [server, alice, bruno] = await Promise.all([startServer(), barePerson('alice', patientBare), barePerson('bruno', patientBare)]);
    const options = { publishDefaults: { simulcast: false } };
    await alice.join(server, 'besieged', { options });
    await bruno.join(server, 'besieged', { options });
    for (const [one, other] of [[alice, 'bruno'], [bruno, 'alice']]) await one.firstFrameMs(other, 120_000);
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('a flood of them changes nothing', async t => {
    const { serverUfrag, clientUfrag, ssrcs } = await alice.page.evaluate(() => {
      const { pc } = globalThis.room.engine.pcManager.publisher;
      const ufrag = sdp => /a=ice-ufrag:(\S+)/.exec(sdp)[1];
      return {
        serverUfrag: ufrag(pc.currentRemoteDescription.sdp),
        clientUfrag: ufrag(pc.currentLocalDescription.sdp),
        ssrcs: [...pc.currentLocalDescription.sdp.matchAll(/a=ssrc:(\d+)/g)].map(m => Number(m[1])).slice(0, 4),
      };
    });
    const seed = Number(process.env.SEED ?? Date.now() % 100_000);
    t.diagnostic(`seed ${seed}`);
    const before = await server.metric('visio_media_datagrams_received_total');
    const peersBefore = await server.metric('visio_media_peers');
    const received = async () => await server.metric('visio_media_datagrams_received_total') - before;

    let isEnough = false;
    const started = Date.now();
    const attack = flood(server.mediaPort, seeds(serverUfrag, clientUfrag, ssrcs), randomness(seed), () => isEnough);
    const enough = { rising: 4 * fewestPerSecond };
    const under = await watch(await bruno.video('alice'), 4, enough);
    // A server with little time for them leaves most of them to the system, which drops them.
    for (const end = Date.now() + 240_000; await received() < count && Date.now() < end;) await new Promise(resolve => setTimeout(resolve, 250));
    const arrived = await received();
    isEnough = true;
    const sent = await attack;
    t.diagnostic(`${sent} sent in ${Date.now() - started} ms, ${arrived} datagrams received; ${JSON.stringify(under)}`);

    assert.ok(arrived >= count, `only ${arrived} reached the socket`);
    assert.ok(under.rising >= enough.rising, `under attack ${JSON.stringify(under)}`);
    assert.equal(under.falling, 0);
    assert.deepEqual(Object.keys(under.sources), [String(people.alice.source)]);
    assert.equal(await server.metric('visio_media_peers'), peersBefore, 'no peer came or went');
    const calm = await watch(await bruno.video('alice'), 1, enough);
    assert.ok(calm.rising >= enough.rising, `afterwards ${JSON.stringify(calm)}`);
    const heard = await listen(bruno.page, [people.alice.tone], 0, [32]);
    assert.ok(heard.prominenceDb[0] > 32);
    for (const p of [alice, bruno]) await p.until(() => globalThis.room.state === 'connected', null, 120_000);
    assert.doesNotMatch(server.log(), /(?:fail|crit): /);
  });
});
