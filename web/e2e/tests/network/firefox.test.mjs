// The core journey between Firefox ESR and Chromium: another engine, another SDP, another way to begin (it joins without an offer).
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { patient } from '../../harness/browser.mjs';
import { firefoxTone, listenByRecording, openFirefox } from '../../harness/firefox.mjs';
import { fewestPerSecond, people } from '../../harness/inputs.mjs';
import { by, person } from '../../harness/people.mjs';
import { listen, listenUntil, watch } from '../../harness/probe.mjs';
import { startServer } from '../../harness/server.mjs';

describe('Firefox and Chromium meet', { concurrency: false }, () => {
  let server, alice, fox;
  const foxName = 'Renée Fox';

  before(async () => {
    [server, alice, fox] = await Promise.all([startServer(), person('alice', { ...patient, film: true }), openFirefox()]);
  });

  after(async () => {
    await alice?.close();
    await fox?.close();
    await server?.stop();
  });

  it('enters by the link', async () => {
    const link = await alice.createMeeting(server.url);
    await alice.join(link);
    await fox.page.goto(link);
    await fox.fill('prejoin-name', foxName);
    await fox.click('prejoin-join');
    await fox.page.waitForSelector('[data-testid="call-state"][data-state="connected"]');
  });

  it('sees and hears Chromium', async t => {
    const video = await fox.page.waitForFunction(
      () => [...document.querySelectorAll('[data-testid="tile"]')].find(e => e.textContent.includes('Alice'))?.querySelector('video'));
    await fox.page.waitForFunction(v => v.videoWidth > 0 && v.currentTime > 0, {}, video);
    const enough = { rising: 3 * fewestPerSecond, width: 640 };
    const seen = await watch(video, 0, enough);
    const heard = await listenUntil(fox.page, [people.alice.tone, people.bruno.tone], ([sent, other]) => sent > 25 && !(other > 20), listenByRecording);
    t.diagnostic(`${JSON.stringify(seen)} ${JSON.stringify(heard)}`);
    assert.ok(seen.width >= 640);
    assert.ok(seen.rising >= enough.rising, `${seen.rising} rising counters`);
    assert.equal(seen.falling, 0);
    assert.deepEqual(Object.keys(seen.sources), [String(people.alice.source)]);
    assert.ok(heard.prominenceDb[0] > 25, `alice's tone: ${heard.prominenceDb[0]} dB`);
    assert.ok(!(heard.prominenceDb[1] > 20), `a tone nobody sends: ${heard.prominenceDb[1]} dB`);
  });

  it('is seen and heard by Chromium', async t => {
    const video = await alice.videoIn(alice.tileOf(foxName));
    const enough = { frames: 3 * fewestPerSecond };
    const seen = await watch(video, 0, enough);
    const heard = await listen(alice.page, [firefoxTone], 0, [25]);
    t.diagnostic(`${JSON.stringify(seen)} ${JSON.stringify(heard)}`);
    assert.ok(seen.frames >= enough.frames, `${seen.frames} frames`);
    assert.ok(heard.prominenceDb[0] > 25, `${heard.prominenceDb[0]} dB`);
  });

  it('chats both ways', async () => {
    await by(alice.page, 'ctl-chat').click();
    await by(alice.page, 'chat-input').fill('Bonjour Renée');
    await by(alice.page, 'chat-input').press('Enter');
    await fox.click('ctl-chat');
    await fox.page.waitForFunction(() => document.querySelector('[data-testid="chat-message"]')?.textContent.includes('Bonjour Renée'));
    await fox.fill('chat-input', 'Bonjour Alice');
    await fox.page.keyboard.press('Enter');
    await by(alice.page, 'chat-message').filter({ hasText: 'Bonjour Alice' }).waitFor();
  });

  it('leaves', async () => {
    await fox.click('ctl-leave');
    await alice.tileOf(foxName).waitFor({ state: 'detached' });
  });
});
