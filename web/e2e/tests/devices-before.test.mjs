// Devices before a call: what is said when they are blocked or give no sound, and a telephone with a camera on either side.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { by, person } from '../harness/people.mjs';
import { startServer } from '../harness/server.mjs';
import { comesTo } from '../harness/until.mjs';

describe('devices before a call', { concurrency: false }, () => {
  let server, alice, phone, link;

  before(async () => {
    server = await startServer();
    [alice, phone] = await Promise.all([person('alice', { film: true }), person('bruno', { viewport: { width: 390, height: 844 }, touch: true })]);
    link = await alice.createMeeting(server.url);
  });

  after(async () => {
    await alice?.close();
    await phone?.close();
    await server?.stop();
  });

  it('helps whoever blocked them, and goes on by itself once they are allowed', async () => {
    const { page, context } = alice;
    await context.clearPermissions();
    await page.reload();
    for (const side of ['camera', 'microphone']) await by(page, `prejoin-${side}-problem`).and(page.locator('[data-problem="blocked"]')).waitFor();
    await by(page, 'prejoin-camera-help').click();
    const help = by(page, 'permission-help');
    await help.locator('[data-about="browser"][data-browser="chrome"][data-system="linux"]').waitFor();
    await help.locator('li').first().filter({ hasText: 'icône à gauche de l’adresse' }).waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    // Nobody is kept out for that.
    await comesTo(() => by(page, 'prejoin-join').isEnabled(), true);
    await context.grantPermissions(['camera', 'microphone']);
    for (const side of ['camera', 'microphone']) await by(page, `prejoin-${side}-problem`).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelector('[data-testid="prejoin-video"]')?.videoWidth > 0);
  });

  it('points out a microphone that gives no sound at all, until told not to', async () => {
    const { page, context } = alice;
    await context.addInitScript(() => {
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async wish => {
        const stream = await open(wish);
        for (const track of stream.getAudioTracks()) {
          stream.removeTrack(track);
          track.stop();
          stream.addTrack(new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]);
        }
        return stream;
      };
    });
    await page.reload();
    // Ten seconds of nothing.
    await by(page, 'prejoin-silent').waitFor();
    await by(page, 'prejoin-silent-dismiss').click();
    await by(page, 'prejoin-silent').waitFor({ state: 'detached' });
    await comesTo(() => page.evaluate(() => JSON.parse(localStorage['visio.preferences']).silenceHint), false);
  });

  it('hides the room behind oneself in a browser that hands pictures to no worker, and says where it cannot', async t => {
    const { page, context } = alice;
    await context.addInitScript(() => { delete globalThis.MediaStreamTrackProcessor; delete globalThis.MediaStreamTrackGenerator; });
    await page.reload();
    /** How much the pictures of one's own are of one colour: the fake camera's are bright green, the slate is nearly black. */
    const brightness = ([least, most]) => {
      const video = document.querySelector('[data-testid="prejoin-video"]');
      if (!(video?.videoWidth > 0)) return false;
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 8;
      const pen = canvas.getContext('2d');
      pen.drawImage(video, 0, 0, 8, 8);
      const value = pen.getImageData(0, 0, 8, 8).data.filter((_, i) => i % 4 === 1).reduce((a, b) => a + b, 0) / 64;
      return value >= least && value < most && { value };
    };
    // The page itself looks: a machine that is too slow for the slate shows it for some seconds only.
    const bright = async (least, most) => (await (await page.waitForFunction(brightness, [least, most], { polling: 50 })).jsonValue()).value;
    const plain = await bright(60, 256);
    await by(page, 'prejoin-background').click();
    await by(page, 'background-preset:slate').click();
    t.diagnostic(`before ${plain}, with the slate ${await bright(0, plain * 0.7)}`);
    await by(page, 'background-none').click();
    await bright(60, 256);
    await page.route('**/*.tflite', route => route.abort());
    await by(page, 'background-blur-strong').click();
    await by(page, 'background-dialog').getByTestId('prejoin-background-failed').waitFor();
    await page.locator('[data-testid="background"][data-value="none"]').waitFor();
    await page.unroute('**/*.tflite');
    await page.keyboard.press('Escape');
  });

  it('turns the camera of a telephone, before the call and in it, and mirrors only oneself', async () => {
    const { page, context } = phone;
    await context.addInitScript(() => {
      // As on telephones.
      delete MediaDevices.prototype.getDisplayMedia;
      const devices = navigator.mediaDevices;
      const open = devices.getUserMedia.bind(devices);
      const list = devices.enumerateDevices.bind(devices);
      devices.enumerateDevices = async () => [...await list(), { kind: 'videoinput', deviceId: 'back', label: 'camera 1, facing back', groupId: 'b', toJSON() {} }];
      devices.getUserMedia = async wish => {
        const facing = wish.video?.facingMode?.ideal ?? 'user';
        const stream = await open(wish);
        for (const track of stream.getVideoTracks()) {
          const settings = track.getSettings.bind(track);
          track.getSettings = () => ({ ...settings(), facingMode: facing, ...(facing === 'environment' && { deviceId: 'back' }) });
        }
        return stream;
      };
    });
    const mirrored = (selector, wanted) => page.waitForFunction(({ selector, wanted }) => {
      const video = document.querySelector(selector);
      return video?.videoWidth > 0 && (new DOMMatrix(getComputedStyle(video).transform).a < 0) === wanted;
    }, { selector, wanted });
    const before = '[data-testid="prejoin-video"]';
    const inside = '[data-testid="tile"][data-local="true"] video';
    await page.goto(link);
    await mirrored(before, true);
    await by(page, 'prejoin-camera-turn').click();
    await mirrored(before, false);
    await by(page, 'prejoin-select-camera').filter({ hasText: 'facing back' }).waitFor();
    await phone.join(link);
    await mirrored(inside, false);
    await by(page, 'ctl-camera-turn').click();
    await mirrored(inside, true);
  });

  it('went wrong nowhere', () => {
    const expected = /INFO: Created TensorFlow Lite|net::ERR_FAILED/;
    assert.deepEqual([...alice.faults, ...phone.faults].filter(fault => !expected.test(fault)), []);
  });
});
