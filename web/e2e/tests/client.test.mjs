// The unmodified npm package livekit-client with its defaults: simulcast, adaptive stream off, dynacast off.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { barePerson } from '../harness/bare.mjs';
import { people } from '../harness/inputs.mjs';
import { listen, watch } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';

describe('livekit-client with its defaults', { concurrency: false }, () => {
  let server, alice, bruno;

  before(async () => {
    server = await startServer('media');
    alice = await barePerson('alice');
    bruno = await barePerson('bruno');
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('connects both, and the late one sees the early one', async t => {
    const first = await alice.join(server, 'defaults');
    const second = await bruno.join(server, 'defaults');
    const frame = await bruno.firstFrameMs('alice');
    t.diagnostic(`connected after ${first.connectedMs.toFixed(0)} and ${second.connectedMs.toFixed(0)} ms, first picture after ${frame.toFixed(0)} ms`);
    assert.ok(frame < 5000);
  });

  it('forwards the best layer of a simulcast camera', async t => {
    await new Promise(r => setTimeout(r, 3000));
    const seen = await watch(await bruno.video('alice'), 8);
    t.diagnostic(JSON.stringify(seen));
    assert.equal(seen.width, 640);
    assert.ok(seen.frames >= 8 * 12, `${seen.frames} frames in 8 s`);
    assert.deepEqual(Object.keys(seen.sources), [String(people.alice.source)]);
    assert.equal(seen.falling, 0);
  });

  it('lets both hear each other', async () => {
    const heard = await listen(alice.page, [people.bruno.tone], 4);
    assert.ok(heard.prominenceDb[0] > 32, `${heard.prominenceDb[0]} dB`);
  });

  it('carries every form of data between them', async () => {
    const received = bruno.page.evaluate(() => new Promise(resolve => {
      const { room } = globalThis;
      const got = {};
      const done = () => { if (['packet', 'lossy', 'chat', 'text', 'bytes'].every(k => k in got)) resolve(got); };
      room.on('dataReceived', (payload, participant, kind, topic) => {
        got[topic === 'lossy' ? 'lossy' : 'packet'] = [new TextDecoder().decode(payload), participant?.identity, topic];
        done();
      });
      room.on('chatMessage', (message, participant) => { got.chat = [message.message, participant?.identity]; done(); });
      room.registerTextStreamHandler('lk.chat', async (reader, info) => { got.text = [await reader.readAll(), info.identity]; done(); });
      room.registerByteStreamHandler('file', async (reader, info) => {
        let size = 0;
        for (const chunk of await reader.readAll()) size += chunk.length;
        got.bytes = [size, info.identity];
        done();
      });
      room.registerRpcMethod('double', async call => String(Number(call.payload) * 2));
    }));
    await bruno.page.waitForTimeout(200);
    const answer = await alice.page.evaluate(async () => {
      const me = globalThis.room.localParticipant;
      const encode = text => new TextEncoder().encode(text);
      await me.publishData(encode('reliable'), { reliable: true, topic: 'packet' });
      await me.publishData(encode('perhaps'), { reliable: false, topic: 'lossy' });
      await me.sendChatMessage('chat packet');
      await me.sendText('x'.repeat(40_000), { topic: 'lk.chat' });
      await me.sendFile(new File([new Uint8Array(200_000)], 'plan.bin'), { topic: 'file' });
      return me.performRpc({ destinationIdentity: 'bruno', method: 'double', payload: '21' });
    });
    assert.equal(answer, '42');
    assert.deepEqual(await received, {
      packet: ['reliable', 'alice', 'packet'], lossy: ['perhaps', 'alice', 'lossy'], chat: ['chat packet', 'alice'],
      text: ['x'.repeat(40_000), 'alice'], bytes: [200_000, 'alice'],
    });
  });

  it('goes on with picture and sound when only the signalling connection is lost', async t => {
    const video = await bruno.video('alice');
    const watching = watch(video, 6);
    const states = await alice.page.evaluate(async () => {
      const seen = [];
      const { room } = globalThis;
      room.on('connectionStateChanged', state => seen.push(state));
      const back = new Promise(resolve => room.once('reconnected', resolve));
      await room.simulateScenario('signal-reconnect');
      await back;
      return seen;
    });
    const seen = await watching;
    t.diagnostic(`${states.join(', ')}; ${JSON.stringify(seen)}`);
    assert.equal(states.at(-1), 'connected');
    assert.ok(seen.longestGapMs < 1000, `the picture stood still for ${seen.longestGapMs} ms`);
    assert.equal(seen.falling, 0);
  });

  it('comes back from a full reconnect with all its tracks, once', async () => {
    await alice.page.evaluate(async () => {
      const { room } = globalThis;
      const back = new Promise(resolve => room.once('reconnected', resolve));
      await room.simulateScenario('full-reconnect');
      await back;
    });
    await bruno.page.waitForFunction(() => {
      const him = globalThis.room.remoteParticipants.get('alice');
      return him && [...him.trackPublications.values()].filter(p => p.isSubscribed && p.track).length === 2;
    }, undefined, { timeout: 15_000 });
    const seen = await watch(await bruno.video('alice'), 4);
    assert.ok(seen.rising > 4 * 10, JSON.stringify(seen));
  });
});
