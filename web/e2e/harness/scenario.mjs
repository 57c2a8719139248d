// A whole meeting of two bare livekit-client pages, of any versions and browsers: each does everything, and the other looks whether it
// arrives. Media is checked by content.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RoomServiceClient } from 'livekit-server-sdk';
import { watch } from './probe.mjs';
import { startServer } from './server.mjs';
import { slidesSource } from './slides.mjs';
import { patience, until } from './until.mjs';

/** Checks that somebody's picture moves, and shows what their camera or screen does. */
async function sees(viewer, other, source = 'camera') {
  const seen = await watch(await viewer.video(other.name, source), 0.5, other.source === undefined ? { frames: 9 } : { rising: 4 });
  const shown = source === 'screen_share' ? slidesSource : other.source;
  if (other.source === undefined) assert.ok(seen.frames >= 9, `${viewer.name} sees ${JSON.stringify(seen)}`);
  else {
    assert.deepEqual(Object.keys(seen.sources), [String(shown)], `${viewer.name} sees ${JSON.stringify(seen)}`);
    assert.ok(seen.rising >= 4, `${viewer.name} sees ${JSON.stringify(seen)}`);
    // A camera that is opened again begins its film anew.
    assert.ok(seen.falling <= 1, `${viewer.name} sees ${JSON.stringify(seen)}`);
  }
  return seen;
}

/** Checks that somebody's voice is heard. */
async function hears(listener, other) {
  const heard = await listener.listen([other.tone], 0.5, [25]);
  if (heard.prominenceDb[0] > 25) return;
  assert.fail(`${listener.name} hears ${other.name} at ${heard.prominenceDb[0]} dB: ${JSON.stringify({ ...heard, arrives: await voiceOf(listener, other) })}`);
}

/** Where somebody's voice is on its way: what their browser sent of it, and what became of it in the listener's. */
async function voiceOf(listener, other) {
  const reports = (one, identity, type) => one.page.evaluate(async ([identity, type]) => {
    const who = identity === null ? globalThis.room.localParticipant : globalThis.other(identity);
    const publication = globalThis.publication(who, 'microphone');
    const track = publication?.track;
    const stats = await (track?.receiver ?? track?.sender)?.getStats();
    return {
      muted: publication?.isMuted, encrypted: publication?.isEncrypted, state: track?.mediaStreamTrack.readyState, silent: track?.mediaStreamTrack.muted,
      stats: [...stats?.values() ?? []].filter(report => [type, 'media-source', 'media-playout'].includes(report.type)),
    };
  }, [identity, type]).catch(e => String(e));
  return { sent: await reports(other, null, 'outbound-rtp'), received: await reports(listener, other.name, 'inbound-rtp') };
}

const bothWays = (pair, work) => Promise.all([work(pair[0], pair[1]), work(pair[1], pair[0])]);

/** Waits until somebody has, or has no longer, what `state` says of a track of the other. */
const finds = (viewer, other, source, state) => viewer.until(
  ([identity, source, state]) => {
    const publication = globalThis.publication(globalThis.other(identity), source);
    if (state === 'none') return publication === undefined;
    return publication !== undefined && { muted: publication.isMuted, unmuted: !publication.isMuted, subscribed: publication.isSubscribed }[state];
  }, [other.name, source, state]);

/** Packets of somebody's camera and microphone that have arrived so far. */
const arrived = (viewer, other) => viewer.page.evaluate(async identity => {
  const count = async source => {
    const { receiver } = globalThis.publication(globalThis.other(identity), source).track;
    for (const report of (await receiver.getStats()).values()) if (report.type === 'inbound-rtp') return report.packetsReceived;
    return 0;
  };
  return { camera: await count('camera'), microphone: await count('microphone') };
}, other.name);

/** Lets the client go through one of its own scenarios of trouble; it is back when the other learns what it does then. */
async function reconnects(one, other, scenario) {
  await one.page.evaluate(async scenario => {
    const { room } = globalThis;
    const back = new Promise(resolve => {
      room.once('reconnected', resolve);
      // 2.0 says nothing when only its signalling was away.
      setTimeout(resolve, globalThis.LivekitClient.version.startsWith('2.0.') ? 3000 : 60_000);
    });
    await room.simulateScenario(scenario);
    await back;
  }, scenario);
  await one.until(() => globalThis.room.state === 'connected');
  for (const on of [false, true]) {
    await one.page.evaluate(on => globalThis.room.localParticipant.setMicrophoneEnabled(on), on);
    await finds(other, one, 'microphone', on ? 'unmuted' : 'muted');
  }
}

/** What a page receives by every form of data its version knows, each with its sender. */
const receiveAll = (page, forms) => page.evaluate(forms => new Promise(resolve => {
  const { room } = globalThis;
  const got = {};
  const take = (form, value) => {
    got[form] = value;
    if (forms.every(one => one in got)) resolve(got);
  };
  room.on('dataReceived', (payload, participant, kind, topic) => {
    if (topic === 'packet' || topic === 'lossy') take(topic, [new TextDecoder().decode(payload), participant?.identity]);
  });
  // One's own message is told too.
  if (forms.includes('chat')) room.on('chatMessage', (message, participant) => { if (!participant?.isLocal) take('chat', [message.message, participant?.identity]); });
  if (!forms.includes('text')) return;
  room.registerTextStreamHandler('lk.chat', async (reader, info) => take('text', [(await reader.readAll()).length, info.identity]));
  room.registerByteStreamHandler('file', async (reader, info) => take('file', [(await reader.readAll()).reduce((sum, chunk) => sum + chunk.length, 0), info.identity]));
  room.registerRpcMethod('double', async call => {
    take('call', [call.payload, call.callerIdentity]);
    return String(Number(call.payload) * 2);
  });
}), forms);

const sendAll = (page, to, forms) => page.evaluate(async ([to, forms]) => {
  const me = globalThis.room.localParticipant;
  const encode = text => new TextEncoder().encode(text);
  // 1.x says how with a number, and the topic after the destinations.
  const send = (text, reliable, topic) => (globalThis.room.remoteParticipants ? me.publishData(encode(text), { reliable, topic }) : me.publishData(encode(text), reliable ? 0 : 1, { topic }));
  await send('reliable', true, 'packet');
  globalThis.sayPerhaps = () => send('perhaps', false, 'lossy');
  await globalThis.sayPerhaps();
  if (forms.includes('chat')) await me.sendChatMessage('chat packet');
  if (!forms.includes('text')) return null;
  await me.sendText('x'.repeat(40_000), { topic: 'lk.chat' });
  await me.sendFile(new File([new Uint8Array(200_000)], 'plan.bin'), { topic: 'file' });
  return me.performRpc({ destinationIdentity: to, method: 'double', payload: '21', responseTimeout: 60_000 });
}, [to, forms]);

/**
 * Declares the tests of a meeting between two.
 * @param {string} title
 * @param {() => Promise<[object, object]>} open opens the two, with the versions they are to have
 * @param {{ options?: [object, object], paths: [string, string] }} how the options of their rooms, and the signalling paths that this must lead to
 */
export function scenario(title, open, { options = [{}, {}], paths }) {
  describe(title, { concurrency: false }, () => {
    const room = 'scenario';
    let server, pair, service, forms;
    const sockets = [[], []];

    before(async () => {
      server = await startServer('media');
      pair = await open();
      service = new RoomServiceClient(server.url, 'devkey', 'secret', { requestTimeout: patience / 1000 });
      pair.forEach((one, i) => one.onSocket?.(path => sockets[i].push(path)));
    });

    after(async () => {
      await Promise.all((pair ?? []).map(one => one.close()));
      await server?.stop();
    });

    it('see and hear each other', async () => {
      await Promise.all(pair.map((one, i) => one.join(server, room, { options: options[i] })));
      for (const i of [0, 1]) if (pair[i].onSocket) assert.deepEqual(sockets[i], [paths[i]]);
      await bothWays(pair, (one, other) => finds(one, other, 'microphone', 'subscribed'));
      await bothWays(pair, (one, other) => Promise.all([sees(one, other), hears(one, other)]));
      forms = ['packet', 'lossy'];
      const knows = await Promise.all(pair.map(one => one.page.evaluate(() => [typeof globalThis.room.localParticipant.sendChatMessage, typeof globalThis.room.localParticipant.sendText])));
      if (knows.every(([chat]) => chat === 'function')) forms.push('chat');
      if (knows.every(([, text]) => text === 'function')) forms.push('text', 'file', 'call');
    });

    it('share a screen', async () => {
      await bothWays(pair, async (one, other) => {
        await one.share();
        await sees(other, one, 'screen_share');
        await one.page.evaluate(() => {
          const me = globalThis.room.localParticipant;
          return me.unpublishTrack(globalThis.publication(me, 'screen_share').track);
        });
        await finds(other, one, 'screen_share', 'none');
      });
    });

    it('send every form of data', async () => {
      const expected = from => Object.fromEntries(Object.entries({ packet: 'reliable', lossy: 'perhaps', chat: 'chat packet', text: 40_000, file: 200_000, call: '21' })
        .filter(([form]) => forms.includes(form)).map(([form, value]) => [form, [value, from]]));
      const received = pair.map(one => receiveAll(one.page, forms));
      // The handlers are there before the other sends.
      await Promise.all(pair.map(one => one.page.evaluate(() => true)));
      const answers = await bothWays(pair, (one, other) => sendAll(one.page, other.name, forms));
      assert.deepEqual(answers, forms.includes('call') ? ['42', '42'] : [null, null]);
      // What may be lost on the way, and is where nobody takes it in time, is said until it was heard.
      const again = setInterval(() => pair.forEach(one => void one.page.evaluate(() => globalThis.sayPerhaps()).catch(() => { /* the page is gone */ })), 1000);
      assert.deepEqual(await Promise.all(received).finally(() => clearInterval(again)), [expected(pair[1].name), expected(pair[0].name)]);
    });

    it('mute and unmute', async () => {
      const muted = (one, off) => one.page.evaluate(async off => {
        await globalThis.room.localParticipant.setMicrophoneEnabled(!off);
        await globalThis.room.localParticipant.setCameraEnabled(!off);
      }, off);
      await bothWays(pair, async (one, other) => {
        await muted(one, true);
        await Promise.all(['microphone', 'camera'].map(source => finds(other, one, source, 'muted')));
      });
      await bothWays(pair, async (one, other) => {
        await muted(one, false);
        await Promise.all(['microphone', 'camera'].map(source => finds(other, one, source, 'unmuted')));
      });
      await bothWays(pair, (one, other) => Promise.all([sees(one, other), hears(one, other)]));
    });

    it('hide a picture, for which nothing is sent then, and show it again', async () => {
      await bothWays(pair, async (one, other) => {
        const show = on => one.page.evaluate(([identity, on]) => globalThis.publication(globalThis.other(identity), 'camera').setEnabled(on), [other.name, on]);
        await show(false);
        // While half a second of sound arrives, nothing of the picture does.
        const deadline = Date.now() + patience;
        for (let before = await arrived(one, other), now = before; ; before = now) {
          while (now.microphone < before.microphone + 25 && Date.now() < deadline) {
            await new Promise(resolve => setTimeout(resolve, 100));
            now = await arrived(one, other);
          }
          if (now.camera === before.camera) break;
          assert.ok(Date.now() < deadline, `${one.name} still receives: ${JSON.stringify([before, now])}`);
        }
        await show(true);
        await sees(one, other);
      });
    });

    it('unpublish and publish again', async () => {
      await bothWays(pair, async (one, other) => {
        await one.page.evaluate(async () => {
          const me = globalThis.room.localParticipant;
          await me.unpublishTrack(globalThis.publication(me, 'camera').track);
        });
        await finds(other, one, 'camera', 'none');
        await one.page.evaluate(() => globalThis.room.localParticipant.setCameraEnabled(true, { resolution: { width: 640, height: 360, frameRate: 25 } }));
        await finds(other, one, 'camera', 'subscribed');
        await sees(other, one);
      });
    });

    it('lose the right to publish, and get it back', async () => {
      await bothWays(pair, async (one, other) => {
        await service.updateParticipant(room, one.name, undefined, { canPublish: false, canSubscribe: true, canPublishData: true });
        await Promise.all(['camera', 'microphone'].map(source => finds(other, one, source, 'none')));
        // Older versions wait for ten seconds before they say so.
        if (forms.includes('text')) {
          const refused = await one.page.evaluate(() => globalThis.room.localParticipant.setCameraEnabled(true).then(() => 'published', e => e.message));
          assert.notEqual(refused, 'published');
        }
        await service.updateParticipant(room, one.name, undefined, { canPublish: true, canSubscribe: true, canPublishData: true });
        await one.until(() => globalThis.room.localParticipant.permissions?.canPublish);
        await one.page.evaluate(async () => {
          await globalThis.room.localParticipant.setCameraEnabled(true, { resolution: { width: 640, height: 360, frameRate: 25 } });
          await globalThis.room.localParticipant.setMicrophoneEnabled(true);
        });
        await sees(other, one);
      });
    });

    it('keep picture and sound when the signalling is lost', async t => {
      const videos = await bothWays(pair, (one, other) => one.video(other.name));
      const tracks = () => Promise.all(videos.map(video => video.evaluate(element => element.isConnected && element.srcObject.getVideoTracks()[0].id)));
      const before = await tracks();
      const watching = Promise.all(videos.map(video => watch(video, 2)));
      for (const [one, other] of [pair, [...pair].reverse()]) await reconnects(one, other, 'signal-reconnect');
      const gaps = (await watching).map(seen => seen.longestGapMs);
      t.diagnostic(`longest gaps: ${gaps.join(' and ')} ms`);
      assert.ok(Math.max(...gaps) < 20_000, `${gaps.join(' and ')} ms`);
      // The same track in the same element goes on: nothing was set up anew.
      assert.deepEqual(await tracks(), before);
      await bothWays(pair, (one, other) => sees(one, other));
    });

    it('come back from a resume and from a full reconnect', async () => {
      // In `make test` one does the one and the other the other.
      const turns = process.env.VISIO_SOAK === undefined ? [pair] : [pair, [...pair].reverse()];
      for (const [first, second] of turns) {
        for (const [trouble, one, other] of [['resume-reconnect', first, second], ['full-reconnect', second, first]]) {
          await reconnects(one, other, trouble);
          await Promise.all(['camera', 'microphone'].map(source => finds(other, one, source, 'subscribed')));
          await Promise.all([sees(other, one), sees(one, other)]);
        }
      }
      await bothWays(pair, (one, other) => hears(one, other));
    });

    it('encrypt end to end', async () => {
      await Promise.all(pair.map(one => one.page.evaluate(() => globalThis.room.disconnect())));
      await Promise.all(pair.map((one, i) => one.join(server, 'secret', { options: options[i], key: 'trois chevaux gris' })));
      await bothWays(pair, (one, other) => finds(one, other, 'microphone', 'subscribed'));
      await bothWays(pair, (one, other) => Promise.all([sees(one, other), hears(one, other)]));
      // Who has another key sees nothing more: what went through the server was not in the clear.
      const [one, other] = pair;
      await one.page.evaluate(() => globalThis.keys.setKey('un autre'));
      const seen = await until(async () => watch(await one.video(other.name), 1.5), now => now.rising < 3);
      assert.ok(seen.rising < 3, `${one.name} still sees ${JSON.stringify(seen)}`);
    });
  });
}
