// The signalling messages of a meeting of two with livekit-client 2.23, in both modes, step by step beside those that the reference
// server (1.13.5) was recorded to send to the same client. What comes by the clock (pings, speakers, quality, counts, candidates, and what
// the line has room for) is left out; which messages a step brings to whom must be the same, and where they differ the table says so.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SignalRequest, SignalResponse } from '@livekit/protocol';
import { barePerson } from '../harness/bare.mjs';
import { startServer } from '../harness/server.mjs';
import { until } from '../harness/until.mjs';

const byTheClock = new Set(['trickle', 'ping', 'pingReq', 'pong', 'pongResp', 'speakersChanged', 'connectionQuality', 'roomUpdate', 'streamStateUpdate']);

/** Notes every message of a page's signalling connections: `>join` came from the server, `<offer` went to it. */
function record(person) {
  const heard = [];
  const note = (direction, type) => ({ payload }) => {
    if (typeof payload === 'string') return;
    const { message } = type.fromBinary(payload);
    if (message.case && !byTheClock.has(message.case)) heard.push(direction + message.case);
  };
  person.page.on('websocket', socket => {
    socket.on('framereceived', note('>', SignalResponse));
    socket.on('framesent', note('<', SignalRequest));
  });
  return heard;
}

/**
 * What the reference was recorded to send, and the client to answer, in each step: to Alice, who does it, and to Bruno.
 * A `?` marks what comes or not by chance of timing in the recordings too.
 */
const recorded = {
  one: {
    join: [['>join', '>refreshToken', '>answer', '<offer', '<subscriptionPermission', '>update?'], []],
    another: [['>update?'], ['>join', '>refreshToken', '>answer', '<offer', '<subscriptionPermission', '>update?']],
    microphone: [['<addTrack', '>trackPublished', '<offer', '>answer', '>update', '>trackSubscribed'], ['>update', '>subscriptionPermissionUpdate', '>mediaSectionsRequirement', '<offer', '>answer']],
    camera: [['<addTrack', '>trackPublished', '<offer', '>answer', '>update', '>subscribedQualityUpdate', '>trackSubscribed'],
      ['>update', '>subscriptionPermissionUpdate', '>mediaSectionsRequirement', '<offer', '>answer', '<trackSetting']],
    mute: [['<mute', '>update'], ['>update']],
    unmute: [['<mute', '>update', '>subscribedQualityUpdate?'], ['>update']],
    hide: [['>subscribedQualityUpdate'], ['<trackSetting']],
    unpublish: [['<offer', '>answer', '>update'], ['>update', '>mediaSectionsRequirement', '<offer', '>answer']],
    resume: [['>reconnect', '<syncState', '<subscriptionPermission', '>update?', '>refreshToken', '<offer', '>answer'], ['>update?']],
    leave: [['<leave', '>leave?'], ['>update', '>mediaSectionsRequirement?', '<offer?', '>answer?']],
  },
  two: {
    join: [['>join', '>offer', '<answer', '<offer', '>refreshToken', '>answer', '<subscriptionPermission', '>update?'], []],
    another: [['>update?'], ['>join', '>offer', '<answer', '<offer', '>refreshToken', '>answer', '<subscriptionPermission', '>update?']],
    microphone: [['<addTrack', '>trackPublished', '<offer', '>answer', '>update', '>trackSubscribed'], ['>update', '>subscriptionPermissionUpdate', '>offer', '<answer']],
    camera: [['<addTrack', '>trackPublished', '<offer', '>answer', '>update', '>subscribedQualityUpdate', '>trackSubscribed'],
      ['>update', '>subscriptionPermissionUpdate', '>offer', '<answer', '<trackSetting']],
    mute: [['<mute', '>update'], ['>update']],
    unmute: [['<mute', '>update', '>subscribedQualityUpdate?'], ['>update']],
    hide: [['>subscribedQualityUpdate'], ['<trackSetting']],
    unpublish: [['<offer', '>answer', '>update'], ['>update', '>offer', '<answer']],
    resume: [['>reconnect', '<syncState', '<subscriptionPermission', '>update?', '>refreshToken', '>offer', '<answer', '<offer?', '>answer?'], ['>update?']],
    leave: [['<leave', '>leave?'], ['>update', '>offer?', '<answer?']],
  },
};

describe('signalling, beside what was recorded', { concurrency: false }, () => {
  let server, alice, bruno;
  const heard = [];

  before(async () => {
    server = await startServer('media');
    alice = await barePerson('alice');
    bruno = await barePerson('bruno');
    heard.push(record(alice), record(bruno));
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  /** Does a step, waits until all that must come has come, and compares. */
  async function step(mode, name, work) {
    heard.forEach(list => { list.length = 0; });
    await work();
    const expected = recorded[mode][name];
    const missing = () => expected.map((list, i) => list.filter(kind => !kind.endsWith('?') && !heard[i].includes(kind)));
    await until(missing, lists => lists.every(list => list.length === 0));
    // What else the step brings has come when both pages and the server had several turns each, and said nothing more.
    for (let said = -1, turns = 0; turns < 8; turns = said === heard[0].length + heard[1].length ? turns + 1 : 0) {
      said = heard[0].length + heard[1].length;
      await Promise.all([new Promise(resolve => setTimeout(resolve, 50)), fetch(server.url), ...[alice, bruno].map(one => one.page.evaluate(() => new Promise(resolve => setTimeout(resolve))))]);
    }
    const more = expected.map((list, i) => [...new Set(heard[i])].filter(kind => !list.includes(kind) && !list.includes(`${kind}?`)));
    assert.deepEqual({ missing: missing(), more }, { missing: [[], []], more: [[], []] }, `${name}: ${heard.map(list => list.join(' ')).join(' | ')}`);
  }

  for (const [mode, options] of [['one', {}], ['two', { singlePeerConnection: false }]]) {
    it(`brings the same messages at every step with ${mode} peer connection${mode === 'one' ? '' : 's'}`, async () => {
      const all = { adaptiveStream: true, dynacast: true, ...options };
      await step(mode, 'join', () => alice.join(server, mode, { publish: false, options: all }));
      await step(mode, 'another', () => bruno.join(server, mode, { publish: false, options: all }));
      await step(mode, 'microphone', () => alice.page.evaluate(() => globalThis.room.localParticipant.setMicrophoneEnabled(true)));
      await step(mode, 'camera', async () => {
        await alice.page.evaluate(() => globalThis.room.localParticipant.setCameraEnabled(true, { resolution: { width: 640, height: 360, frameRate: 25 } }));
        await bruno.video('alice');
      });
      await step(mode, 'mute', () => alice.page.evaluate(() => globalThis.room.localParticipant.setMicrophoneEnabled(false)));
      await step(mode, 'unmute', () => alice.page.evaluate(() => globalThis.room.localParticipant.setMicrophoneEnabled(true)));
      await step(mode, 'hide', () => bruno.page.evaluate(() => { document.querySelector('video').style.display = 'none'; }));
      await step(mode, 'unpublish', () => alice.page.evaluate(() => {
        const me = globalThis.room.localParticipant;
        return me.unpublishTrack(me.getTrackPublication('camera').track);
      }));
      await step(mode, 'resume', () => alice.page.evaluate(async () => {
        const back = new Promise(resolve => { globalThis.room.once('reconnected', resolve); });
        await globalThis.room.simulateScenario('signal-reconnect');
        await back;
      }));
      await step(mode, 'leave', () => alice.page.evaluate(() => globalThis.room.disconnect()));
      await bruno.page.evaluate(() => globalThis.room.disconnect());
    });
  }
});
