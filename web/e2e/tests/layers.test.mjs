// The unmodified npm package livekit-client with adaptive stream and dynacast: what a viewer shows decides what is sent and encoded.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { barePerson } from '../harness/bare.mjs';
import { patientBare } from '../harness/browser.mjs';
import { fewestPerSecond } from '../harness/inputs.mjs';
import { mayLastMs, watch } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';

describe('a simulcast camera with adaptive stream and dynacast', { concurrency: false }, () => {
  let server, alice, bruno, video;

  /** Shows the picture in another size and waits until it arrives in `expected` pixels of width. */
  const show = async (width, expected) => {
    const from = Date.now();
    await video.evaluate((element, size) => { element.style.width = `${size}px`; }, width);
    await bruno.page.waitForFunction(([element, size]) => element.videoWidth === size, [video, expected]);
    return Date.now() - from;
  };

  /** Packets the camera has sent so far, by encoding. */
  const sent = () => alice.page.evaluate(async () => {
    const { sender } = globalThis.room.localParticipant.getTrackPublication('camera').track;
    const packets = {};
    for (const report of (await sender.getStats()).values()) if (report.type === 'outbound-rtp') packets[report.rid] = report.packetsSent;
    return packets;
  });

  before(async () => {
    [server, alice, bruno] = await Promise.all([startServer('media'), barePerson('alice', patientBare), barePerson('bruno', patientBare)]);
    await bruno.join(server, 'layers', { publish: false, options: { adaptiveStream: true } });
    await alice.join(server, 'layers', { options: { dynacast: true } });
    video = await bruno.video('alice');
    await show(640, 640);
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('changes its layer with the size it is shown in, without a freeze', async t => {
    const enough = { frames: 2 * fewestPerSecond, widths: 3 };
    const watching = watch(video, 2, enough);
    const down = await show(160, 320);
    const up = await show(640, 640);
    const seen = await watching;
    t.diagnostic(`smaller after ${down} ms, larger after ${up} ms; ${JSON.stringify(seen)}`);
    assert.ok(seen.longestGapMs < mayLastMs(seen.stoodMs), `the picture stood still for ${seen.longestGapMs} ms`);
    assert.ok(seen.frames >= enough.frames && seen.widths >= enough.widths, JSON.stringify(seen));
    assert.equal(seen.falling, 0);
  });

  it('encodes no layer that nobody shows, and encodes it again at once when somebody does', async t => {
    await show(160, 320);
    let before = await sent();
    const deadline = Date.now() + 120_000;
    for (;;) {
      await bruno.page.waitForTimeout(1000);
      const now = await sent();
      if (now.h === before.h && now.q > before.q) break;
      assert.ok(Date.now() < deadline, `still sends ${JSON.stringify(now)} after ${JSON.stringify(before)}`);
      before = now;
    }

    t.diagnostic(`back after ${await show(640, 640)} ms`);
    const enough = { rising: 2 * fewestPerSecond };
    const seen = await watch(video, 0, enough);
    assert.ok(seen.rising >= enough.rising, JSON.stringify(seen));
  });
});
