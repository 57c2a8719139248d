// The web side and the media process of one server end and begin apart: what people in a call notice of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { patient } from '../harness/browser.mjs';
import { rememberConnections } from '../harness/callStats.mjs';
import { by, person } from '../harness/people.mjs';
import { startServer } from '../harness/server.mjs';
import { comesTo, until } from '../harness/until.mjs';

/** In the page: notes every tenth of a second how many packets of each kind were received, and how many connections there were ever. */
function noteArrivals() {
  const notes = globalThis.arrivals = [];
  globalThis.stopNoting?.();
  const timer = setInterval(async () => {
    const note = { at: performance.now(), audio: 0, video: 0, connections: globalThis.connections.length };
    for (const pc of globalThis.connections) {
      if (pc.connectionState === 'closed') continue;
      for (const s of (await pc.getStats()).values()) if (s.type === 'inbound-rtp') note[s.kind] += s.packetsReceived ?? 0;
    }
    notes.push(note);
  }, 100);
  globalThis.stopNoting = () => clearInterval(timer);
}

/** The longest time in which nothing of a kind was received, while the page itself looked. */
function longestGap(notes, kind) {
  let [longest, since] = [0, notes[0]];
  for (const note of notes) {
    if (note[kind] > since[kind]) since = note;
    else longest = Math.max(longest, note.at - since.at);
  }
  return Math.round(longest);
}

const isAlive = pid => {
  try {
    process.kill(pid, 0);
    // A process that has ended and that nobody has asked for is none.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
const connected = (page, timeout) => page.locator('[data-testid="call-state"][data-state="connected"]').waitFor({ state: 'attached', timeout });

describe('a server of two processes', { concurrency: false }, () => {
  const options = { args: ['--media', 'child'] };
  let server, place, alice, bruno;
  const mediaPid = () => Number(readFileSync(path.join(place.data, 'media/pid'), 'utf8'));
  const say = async (who, text) => {
    await by(who.page, 'chat-input').fill(text);
    await by(who.page, 'chat-input').press('Enter');
  };
  const reads = (who, text) => by(who.page, 'chat-message').filter({ hasText: text }).waitFor();

  before(async () => {
    [server, alice, bruno] = await Promise.all([startServer('serve', undefined, options), ...['alice', 'bruno'].map(name => person(name, patient))]);
    place = { data: server.data, port: server.port, mediaPort: server.mediaPort };
    for (const one of [alice, bruno]) await one.context.addInitScript(rememberConnections);
    const link = await alice.createMeeting(server.url);
    await alice.join(link);
    await bruno.join(link);
    await alice.videoIn(alice.tileOf('bruno'));
    await bruno.videoIn(bruno.tileOf('alice'));
    for (const one of [alice, bruno]) await by(one.page, 'ctl-chat').click();
    await say(alice, 'Avant');
    await reads(bruno, 'Avant');
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  it('shows both in one /metrics, and the web side has no engine', async () => {
    assert.notEqual(mediaPid(), server.pid);
    await comesTo(() => server.metric('visio_participants'), 2);
    await comesTo(() => server.metric('visio_media_process_up'), 1);
    assert.ok(await server.metric('visio_media_packets_forwarded_total') > 0);
    assert.ok(await server.metric('media_process_resident_memory_bytes') > 0);
  });

  it('goes on with sound and pictures while the web side is killed and started again, and with the chat after', async t => {
    const media = mediaPid();
    for (const one of [alice, bruno]) await one.page.evaluate(noteArrivals);
    const begun = await alice.page.evaluate(() => globalThis.connections.length);
    await until(() => alice.page.evaluate(() => globalThis.arrivals.length), count => count > 10);
    await server.kill();
    await new Promise(resolve => setTimeout(resolve, 3000));
    server = await startServer('serve', place, options);
    await Promise.all([alice, bruno].map(one => connected(one.page, 60_000)));
    await comesTo(() => server.metric('visio_participants'), 2);
    await say(bruno, 'Il est revenu');
    await reads(alice, 'Il est revenu');
    assert.equal(mediaPid(), media, 'the media process is the same');
    for (const one of [alice, bruno]) {
      const notes = await one.page.evaluate(() => { globalThis.stopNoting(); return globalThis.arrivals; });
      const gaps = { audio: longestGap(notes, 'audio'), video: longestGap(notes, 'video'), page: Math.round(Math.max(...notes.slice(1).map((n, i) => n.at - notes[i].at))) };
      t.diagnostic(`${one.name}: longest time without a packet in ms ${JSON.stringify(gaps)} of ${Math.round(notes.at(-1).at - notes[0].at)}`);
      // The page itself may stand still for a moment on a busy machine, and looks ten times a second.
      for (const kind of ['audio', 'video']) assert.ok(gaps[kind] < 700 + gaps.page, `${one.name} received ${kind} without a gap: ${JSON.stringify(gaps)}`);
    }
    assert.equal(await alice.page.evaluate(() => globalThis.connections.length), begun, 'no connection was made anew');
  });

  it('restarts the web side alone when it is hung up on', async () => {
    const media = mediaPid();
    process.kill(server.pid, 'SIGHUP');
    await until(() => server.log().split('listening on').length, count => count > 2);
    await Promise.all([alice, bruno].map(one => connected(one.page, 60_000)));
    await comesTo(() => server.metric('visio_participants'), 2);
    assert.equal(mediaPid(), media, 'the media process is the same');
    await say(alice, 'Encore là');
    await reads(bruno, 'Encore là');
  });

  it('keeps the chat for those who come late, from before the restarts and after', async () => {
    await by(bruno.page, 'ctl-leave').click();
    await by(bruno.page, 'ended-rejoin').click();
    await by(bruno.page, 'prejoin-join').or(by(bruno.page, 'ctl-chat')).first().waitFor();
    if (await by(bruno.page, 'prejoin-join').isVisible()) await by(bruno.page, 'prejoin-join').click();
    await bruno.inside();
    await by(bruno.page, 'ctl-chat').click();
    for (const text of ['Avant', 'Il est revenu', 'Encore là']) await reads(bruno, text);
  });

  it('brings people back when the media process is killed', async t => {
    const media = mediaPid();
    const killed = Date.now();
    process.kill(media, 'SIGKILL');
    await until(() => isAlive(mediaPid()) && mediaPid(), pid => pid !== media && pid !== false);
    await Promise.all([alice, bruno].map(one => until(() => one.page.evaluate(() => globalThis.connections.at(-1).connectionState), state => state === 'connected')));
    await comesTo(() => server.metric('visio_participants'), 2);
    await Promise.all([alice, bruno].map(one => connected(one.page)));
    await bruno.videoIn(bruno.tileOf('alice'));
    t.diagnostic(`back after ${Date.now() - killed} ms`);
    assert.ok(Date.now() - killed < 60_000);
    await comesTo(() => server.metric('visio_media_process_restarts_total'), 1);
  });

  it('ends both when it is told to stop, and tells everybody', async () => {
    const media = mediaPid();
    assert.ok(isAlive(media));
    assert.equal(await server.stop({ keep: true }), 0);
    await Promise.all([alice, bruno].map(one => one.page.locator('[data-testid="ended"][data-reason="server_shutdown"]').waitFor()));
    assert.equal(isAlive(media), false, 'no orphan is left');
  });
});
