// The unmodified npm package livekit-client: every codec and layer mode, from one Chromium to another. What arrives is what was asked for,
// by the statistics of the receiver.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { barePerson } from '../harness/bare.mjs';
import { people } from '../harness/inputs.mjs';
import { listen, watch } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';
import { until } from '../harness/until.mjs';

describe('codecs', { concurrency: false }, () => {
  let server, alice, bruno;

  /** Publishes Alice's camera anew. A machine that is too slow for it drops pictures, and makes none smaller. */
  const publish = options => alice.page.evaluate(async options => {
    const me = globalThis.room.localParticipant;
    const last = me.getTrackPublication('camera')?.track;
    if (last) await me.unpublishTrack(last);
    await me.setCameraEnabled(true, { resolution: { width: 640, height: 360, frameRate: 20 } }, { degradationPreference: 'maintain-resolution', ...options });
  }, options);

  /** What Bruno receives of Alice: the statistics of its track of a source. */
  const received = (source = 'camera') => bruno.page.evaluate(async source => {
    const publication = globalThis.room.remoteParticipants.get('alice')?.getTrackPublication(source);
    const report = await publication?.track?.receiver?.getStats();
    if (!report) return null;
    const inbound = [...report.values()].find(r => r.type === 'inbound-rtp');
    return inbound && { ...inbound, codec: report.get(inbound.codecId)?.mimeType };
  }, source);

  /** Asks for a quality and waits until its pictures arrive; answers how many milliseconds that took. */
  const ask = async (quality, width) => {
    const from = Date.now();
    await bruno.page.evaluate(quality => globalThis.room.remoteParticipants.get('alice').getTrackPublication('camera').setVideoQuality(quality), quality);
    await bruno.page.waitForFunction(
      // A machine whose processor comes and goes looks like a narrow line to the sender, which takes its time to try more.
      width => document.querySelector('video[data-participant="alice"]')?.videoWidth === width, width, { timeout: 180_000 });
    return Date.now() - from;
  };

  /** Publishes in a codec, and sees it arrive large, small, and large again. */
  const inAllSizes = async (t, codec, mime, options, [small, large]) => {
    await publish({ videoCodec: codec, ...options });
    const video = await bruno.video('alice');
    const began = await ask(2, large);
    const down = await ask(0, small);
    const up = await ask(2, large);
    const seen = await watch(video, 0.5, { frames: 6 });
    const stats = await until(received, stats => stats.frameWidth === large);
    t.diagnostic(`first after ${began} ms, smaller after ${down} ms, larger after ${up} ms; ${stats.framesDecoded} frames, freezes ${stats.freezeCount}, ${JSON.stringify(seen)}`);
    assert.equal(stats.codec, mime);
    assert.equal(stats.frameWidth, large);
    assert.ok(seen.frames >= 6 && seen.falling === 0, JSON.stringify(seen));
  };

  before(async () => {
    server = await startServer('media');
    alice = await barePerson('alice');
    bruno = await barePerson('bruno');
    await bruno.join(server, 'codecs', { publish: false });
    await alice.join(server, 'codecs', { publish: false });
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('H.264 in simulcast', t => inAllSizes(t, 'h264', 'video/H264', { backupCodec: false }, [320, 640]));

  it('VP9 with all layers in one stream', t => inAllSizes(t, 'vp9', 'video/VP9', { backupCodec: false, scalabilityMode: 'L3T3_KEY' }, [320, 640]));

  it('AV1 with all layers in one stream', t => inAllSizes(t, 'av1', 'video/AV1', { backupCodec: false, scalabilityMode: 'L2T2_KEY' }, [320, 640]));

  it('a camera that goes on in another codec, in the same media section', async t => {
    await publish({ videoCodec: 'vp8', simulcast: false, backupCodec: false });
    await bruno.video('alice');
    await ask(2, 640);
    assert.equal((await received()).codec, 'video/VP8');
    const from = Date.now();
    await alice.page.evaluate(async () => {
      const { publisher } = globalThis.room.engine.pcManager;
      const { sender } = globalThis.room.localParticipant.getTrackPublication('camera').track;
      const capabilities = RTCRtpReceiver.getCapabilities('video').codecs;
      publisher.getTransceivers().find(t => t.sender === sender)
        .setCodecPreferences([...capabilities.filter(c => /H264/.test(c.mimeType)), ...capabilities.filter(c => !/H264/.test(c.mimeType))]);
      await globalThis.room.engine.negotiate();
    });
    const stats = await until(received, stats => stats?.codec === 'video/H264' && stats.framesDecoded > 0);
    assert.equal(stats.codec, 'video/H264');
    t.diagnostic(`decoded in the other after ${Date.now() - from} ms`);
    const seen = await watch(await bruno.video('alice'), 0.5, { frames: 6 });
    t.diagnostic(JSON.stringify(seen));
    assert.ok(seen.frames >= 6 && seen.falling === 0, JSON.stringify(seen));
  });

  it('sound with redundancy', async t => {
    await alice.page.evaluate(() => globalThis.room.localParticipant.setMicrophoneEnabled(true));
    await bruno.page.waitForSelector('audio[data-participant="alice"]', { state: 'attached' });
    // Each packet but the first brings the one before once more, which is known already and thrown away.
    const stats = await until(() => received('microphone'), stats => stats?.packetsReceived > 25 && stats.packetsDiscarded > stats.packetsReceived * 0.8 && stats.totalAudioEnergy > 0);
    t.diagnostic(`${stats.packetsReceived} packets, ${stats.packetsDiscarded} older ones in them, ${stats.concealmentEvents} gaps`);
    assert.equal(await alice.page.evaluate(() => globalThis.room.localParticipant.getTrackPublication('microphone').track.sender.getParameters().codecs[0].mimeType), 'audio/red');
    assert.ok(stats.packetsDiscarded > stats.packetsReceived * 0.8, JSON.stringify(stats));
    assert.ok(stats.totalAudioEnergy > 0);
  });

  it('the backup codec, for one that cannot decode the first', async t => {
    await bruno.page.evaluate(async () => {
      await globalThis.room.disconnect();
      document.querySelectorAll('video, audio').forEach(e => e.remove());
      const add = RTCPeerConnection.prototype.addTransceiver;
      RTCPeerConnection.prototype.addTransceiver = function (...args) {
        const transceiver = add.apply(this, args);
        if (args[0] === 'video') transceiver.setCodecPreferences(RTCRtpReceiver.getCapabilities('video').codecs.filter(c => !/VP9|AV1/.test(c.mimeType)));
        return transceiver;
      };
    });
    await publish({ videoCodec: 'vp9', scalabilityMode: 'L3T3_KEY', backupCodec: { codec: 'vp8' }, backupCodecPolicy: 1 });
    const from = Date.now();
    await bruno.join(server, 'codecs', { publish: false });
    const video = await bruno.video('alice');
    t.diagnostic(`first after ${Date.now() - from} ms`);
    const seen = await watch(video, 0.5, { frames: 6 });
    assert.equal((await received()).codec, 'video/VP8');
    assert.ok(seen.frames >= 6 && seen.falling === 0, JSON.stringify(seen));
  });

  it('what is encrypted from end to end is forwarded untouched, and decrypted at the other end', async t => {
    for (const person of [alice, bruno]) await person.page.evaluate(() => globalThis.room.disconnect());
    await bruno.join(server, 'secret', { publish: false, key: 'known to both' });
    await alice.join(server, 'secret', { key: 'known to both' });
    const seen = await watch(await bruno.video('alice'), 0.5, { readable: 6 });
    const heard = await listen(bruno.page, [people.alice.tone], 0, [25]);
    t.diagnostic(JSON.stringify([seen, heard]));
    assert.deepEqual(Object.keys(seen.sources), [String(people.alice.source)]);
    assert.ok(seen.readable >= 6 && seen.falling === 0, JSON.stringify(seen));
    assert.ok(heard.prominenceDb[0] > 25, `${heard.prominenceDb[0]} dB`);

    // Nothing that the server could take apart, so without redundancy.
    const published = await bruno.page.evaluate(() => [...globalThis.room.remoteParticipants.get('alice').trackPublications.values()].map(p => `${p.mimeType} ${p.isEncrypted}`).sort());
    assert.deepEqual(published, ['audio/opus true', 'video/VP8 true']);
  });
});
