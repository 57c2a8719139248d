// Two people meet: everything the outcome of the product promises first, checked by content in two real browsers.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { patient } from '../harness/browser.mjs';
import { arrivals, rememberConnections } from '../harness/callStats.mjs';
import { fewestPerSecond, people } from '../harness/inputs.mjs';
import { by, person } from '../harness/people.mjs';
import { listen, listenUntil, mayLastMs, standing, watch, watchTile } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';
import { slidesSource } from '../harness/slides.mjs';

/** How far a tone stands above its surroundings when it is there (measured: 50 dB) and when it is not (20 dB at most). */
const heardDb = 32;
const silentDb = 26;

describe('two people meet', { concurrency: false }, () => {
  let server, alice, bruno, link;

  before(async () => {
    [server, alice, bruno] = await Promise.all([startServer(), ...['alice', 'bruno'].map(name => person(name, { ...patient, film: true }))]);
    for (const p of [alice, bruno]) await p.context.addInitScript(rememberConnections);
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('alice creates a meeting and bruno enters by its link', async () => {
    link = await alice.createMeeting(server.url);
    await alice.join(link);
    await bruno.join(link);
    await alice.tileOf('bruno').waitFor();
    await bruno.tileOf('alice').waitFor();
  });

  it('both see each other, picture by picture', async t => {
    const videos = [await alice.videoIn(alice.tileOf('bruno')), await bruno.videoIn(bruno.tileOf('alice'))];
    const arrived = await Promise.all([arrivals(bruno.page, alice.page), arrivals(alice.page, bruno.page)]);
    const enough = { frames: 5 * fewestPerSecond, rising: 5 * fewestPerSecond * 0.8, width: 640, height: 360 };
    const both = await Promise.all(videos.map(v => watch(v, 2, enough)));
    for (const [i, who, source] of [[0, 'alice', people.bruno.source], [1, 'bruno', people.alice.source]]) {
      const seen = both[i];
      const { sent, received } = await arrived[i]();
      t.diagnostic(`${who} saw ${JSON.stringify(seen)}, received ${received} pictures of ${sent}`);
      assert.ok(sent > 0 && received >= sent * 0.9 - 3, `${who} received ${received} pictures of ${sent}`);
      assert.ok(seen.frames >= enough.frames, `${who} decoded ${seen.frames} frames`);
      assert.ok(seen.width >= 640 && seen.height >= 360, `${who} got ${seen.width}x${seen.height}`);
      assert.ok(seen.readable >= seen.looked * 0.9, `${who} could read ${seen.readable} of ${seen.looked} frames`);
      assert.deepEqual(Object.keys(seen.sources), [String(source)], `${who} sees the other's film and nothing else`);
      assert.equal(seen.falling, 0, 'no picture comes before its predecessor');
      assert.ok(seen.rising >= enough.rising, `${who} read ${seen.rising} rising counters`);
      assert.ok(seen.longestGapMs < mayLastMs(seen.stoodMs), `the picture stood still for ${seen.longestGapMs} ms`);
    }
  });

  it('both hear each other, and not themselves', async t => {
    const tones = [people.alice.tone, people.bruno.tone];
    const [atAlice, atBruno] = await Promise.all([
      listenUntil(alice.page, tones, ([own, other]) => other > heardDb && !(own > heardDb)),
      listenUntil(bruno.page, tones, ([other, own]) => other > heardDb && !(own > heardDb)),
    ]);
    t.diagnostic(`alice heard ${JSON.stringify(atAlice)}, bruno heard ${JSON.stringify(atBruno)}`);
    assert.ok(atAlice.prominenceDb[1] > heardDb, `alice hears bruno's tone: ${atAlice.prominenceDb[1]} dB`);
    assert.ok(atBruno.prominenceDb[0] > heardDb, `bruno hears alice's tone: ${atBruno.prominenceDb[0]} dB`);
    assert.ok(!(atAlice.prominenceDb[0] > heardDb), 'alice does not hear herself');
    assert.ok(!(atBruno.prominenceDb[1] > heardDb), 'bruno does not hear himself');
  });

  it('the one who speaks has a border', async () => {
    await alice.page.locator('[data-testid="tile"][data-speaking="true"]:has-text("Bruno")').waitFor();
  });

  it('a muted microphone is silent and its tile says so', async t => {
    await alice.page.bringToFront();
    await by(alice.page, 'ctl-mic').click();
    await bruno.page.locator('[data-testid="tile"][data-source="camera"][data-muted="true"]:has-text("Alice")').waitFor();
    const muted = await listenUntil(bruno.page, [people.alice.tone], ([tone]) => !(tone > silentDb));
    t.diagnostic(`muted: ${JSON.stringify(muted)}`);
    assert.ok(!(muted.prominenceDb[0] > silentDb), `the tone is still there: ${muted.prominenceDb[0]} dB`);
    await by(alice.page, 'ctl-mic').click();
    await bruno.page.locator('[data-testid="tile"][data-source="camera"][data-muted="false"]:has-text("Alice")').waitFor();
    const back = await listen(bruno.page, [people.alice.tone], 0, [heardDb]);
    t.diagnostic(`unmuted: ${JSON.stringify(back)}`);
    assert.ok(back.prominenceDb[0] > heardDb, `the tone is back: ${back.prominenceDb[0]} dB`);
  });

  it('a camera that is switched off is replaced by initials, and comes back', async () => {
    await by(alice.page, 'ctl-camera').click();
    await bruno.tileOf('alice').locator('video').waitFor({ state: 'hidden' });
    await bruno.tileOf('alice').filter({ hasText: 'AD' }).waitFor();
    await by(alice.page, 'ctl-camera').click();
    const enough = { rising: 3 * fewestPerSecond * 0.8 };
    const seen = await watchTile(bruno, bruno.tileOf('alice'), 0, enough);
    assert.ok(seen.rising >= enough.rising, `after switching it on again: ${JSON.stringify(seen)}`);
    assert.deepEqual(Object.keys(seen.sources), [String(people.alice.source)]);
  });

  it('chat goes both ways and counts what is unread', async () => {
    await by(alice.page, 'ctl-chat').click();
    await by(alice.page, 'chat-input').fill('Bonjour Bruno, voir https://example.org/ordre-du-jour');
    await by(alice.page, 'chat-input').press('Enter');
    await by(bruno.page, 'chat-unread').filter({ hasText: '1' }).waitFor();
    await by(bruno.page, 'ctl-chat').click();
    const message = by(bruno.page, 'chat-message').filter({ hasText: 'Bonjour Bruno' });
    await message.waitFor();
    assert.match(await message.locator('a').getAttribute('rel'), /noopener/);
    await by(bruno.page, 'chat-unread').waitFor({ state: 'detached' });
    await by(bruno.page, 'chat-input').fill('Bien reçu & merci <b>Alice</b> 👍');
    await by(bruno.page, 'chat-input').press('Enter');
    await by(alice.page, 'chat-message').filter({ hasText: 'Bien reçu & merci <b>Alice</b> 👍' }).waitFor();
    await by(alice.page, 'ctl-chat').click();
    await by(bruno.page, 'ctl-chat').click();
  });

  for (const [sharer, viewer] of [['alice', 'bruno'], ['bruno', 'alice']]) {
    it(`${viewer} sees the screen ${sharer} shares`, async t => {
      const [from, to] = sharer === 'alice' ? [alice, bruno] : [bruno, alice];
      await from.openSlides();
      await by(from.page, 'ctl-share').click();
      const seen = await watchTile(to, to.shareTile(), 1, { rising: 4, width: 1280, height: 720 });
      t.diagnostic(`${viewer} saw ${JSON.stringify(seen)}`);
      assert.deepEqual(Object.keys(seen.sources), [String(slidesSource)]);
      assert.ok(seen.width >= 1280 && seen.height >= 720, `the share is ${seen.width}x${seen.height}`);
      assert.ok(seen.rising >= 4, `${seen.rising} different slides`);
      assert.equal(seen.falling, 0);
      await by(from.page, 'ctl-share').click();
      await to.shareTile().waitFor({ state: 'detached' });
    });
  }

  it('whoever leaves is gone from the other screen', async t => {
    // Both pages run on this machine and share its clock. Measured: 82 ms, and seconds on a machine with much to do.
    const left = bruno.page.evaluate(() => new Promise(resolve => {
      addEventListener('pointerdown', () => resolve(Date.now()), { capture: true, once: true });
    }));
    const gone = alice.page.evaluate(() => new Promise(resolve => {
      const watcher = new MutationObserver(() => {
        const tiles = [...document.querySelectorAll('[data-testid="tile"]')];
        if (!tiles.some(tile => tile.textContent.includes('Bruno'))) resolve(Date.now());
      });
      watcher.observe(document.body, { childList: true, subtree: true });
    }));
    // Both listen before it happens.
    const stood = await standing(alice.page);
    await bruno.page.evaluate(() => true);
    await by(bruno.page, 'ctl-leave').click();
    const took = await gone - await left;
    t.diagnostic(`the tile was gone after ${took} ms`);
    // Who is lost without a word is gone later than that.
    assert.ok(took < mayLastMs(await stood()), `it took ${took} ms`);
    assert.equal(await alice.page.locator('[data-testid="call-state"]').getAttribute('data-state'), 'connected');
  });

  it('nothing went wrong in either page on the way', () => {
    assert.deepEqual(alice.faults, []);
    assert.deepEqual(bruno.faults, []);
    assert.doesNotMatch(server.log(), /(?:fail|crit): |"LogLevel":"(?:Error|Critical)"/);
  });
});
