// What hosts and administrators do, on a live call with LiveKit's own browser client: how long it takes from the request to the effect.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { barePerson } from '../harness/bare.mjs';
import { patientBare } from '../harness/browser.mjs';
import { mayLastMs, standing } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';

/** Somebody who speaks to the API with cookies of their own. */
function visitor(server) {
  const cookies = new Map();
  const send = async (method, path, body) => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0].split(/=(.*)/s);
      cookies.set(name, value);
    }
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  };
  return {
    send,
    async ok(method, path, body) {
      const answer = await send(method, path, body);
      assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
  };
}

describe('effects on a live call', { concurrency: false }, () => {
  let server, browser, owner, room;

  /** Enters and publishes a microphone; every event of the client is kept with its time. */
  async function enter(who, name) {
    const ticket = await who.ok('POST', `/rooms/${room}/join`, { displayName: name });
    assert.equal(ticket.status, 'admitted');
    await browser.page.evaluate(async ({ name, url, token }) => {
      const LK = globalThis.LivekitClient;
      const call = new LK.Room();
      const happened = [];
      const note = (what, detail) => happened.push({ what, detail, at: Date.now() });
      call.on('disconnected', reason => note('disconnected', { reason, why: call.localParticipant.attributes['visio.removed'] }));
      call.on('localTrackUnpublished', () => note('unpublished'));
      call.on('participantPermissionsChanged', (_, p) => { if (p === call.localParticipant) note('permissions', [...p.permissions.canPublishSources]); });
      call.on('participantAttributesChanged', (changed, p) => { if (p === call.localParticipant && changed['visio.role']) note('role', changed['visio.role']); });
      call.on('roomMetadataChanged', text => note('metadata', JSON.parse(text)));
      call.on('dataReceived', (payload, from, _, topic) => note('data', { topic, from: from?.identity, text: new TextDecoder().decode(payload) }));
      await call.connect(url, token);
      await call.localParticipant.setMicrophoneEnabled(true);
      (globalThis.calls ??= {})[name] = { call, happened };
    }, { name, url: `ws://127.0.0.1:${server.port}`, token: ticket.token });
    return ticket;
  }

  /** Waits for an event of somebody's client that came after a time. */
  async function seen(name, what, since, detail = {}) {
    const found = await browser.page.waitForFunction(
      ({ name, what, since, detail }) => globalThis.calls[name].happened.find(h => h.what === what && h.at >= since
        && Object.entries(detail).every(([k, v]) => h.detail?.[k] === v)),
      { name, what, since, detail }, { polling: 20 });
    return found.jsonValue();
  }

  /** Does something and says after how many milliseconds a client felt it. */
  async function timed(t, label, act, wait) {
    const stood = await standing(browser.page);
    const since = Date.now();
    await act();
    const event = await wait(since);
    const ms = event.at - since;
    t.diagnostic(`${label}: ${ms} ms from the request to the effect at the client`);
    // Measured: 14 to 134 ms, and three times that on a busy machine.
    assert.ok(ms < mayLastMs(await stood()), `${label} took ${ms} ms`);
    return event;
  }

  before(async () => {
    [server, browser] = await Promise.all([startServer(), barePerson('alice', patientBare)]);
    owner = visitor(server);
    await owner.ok('POST', '/session', { displayName: 'Olga' });
    room = (await owner.ok('POST', '/rooms', { title: 'Effects', access: 'public' })).slug;
    await enter(owner, 'olga');
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('a removed participant is out, reads why, and its token is dead', async t => {
    const guest = visitor(server);
    const ticket = await enter(guest, 'removed');
    const event = await timed(t, 'remove',
      () => owner.ok('POST', `/rooms/${room}/meeting/remove`, { identities: [ticket.identity] }), since => seen('removed', 'disconnected', since));
    assert.equal(event.detail.why, 'removed');
    const refused = await browser.page.evaluate(async ({ url, token }) => {
      try {
        await new globalThis.LivekitClient.Room().connect(url, token, { maxRetries: 0 });
        return 'connected';
      } catch (e) {
        return e.name;
      }
    }, { url: `ws://127.0.0.1:${server.port}`, token: ticket.token });
    assert.equal(refused, 'ConnectionError');
  });

  it('rights that are taken, and a demotion, end what is published', async t => {
    const guest = visitor(server);
    const ticket = await enter(guest, 'demoted');
    await timed(t, 'promote',
      () => owner.ok('POST', `/rooms/${room}/meeting/roles`, { identity: ticket.identity, role: 'coHost' }), since => seen('demoted', 'role', since));
    await owner.ok('PATCH', `/rooms/${room}`, { rights: { microphone: 'hosts' } });
    await timed(t, 'demote',
      () => owner.ok('POST', `/rooms/${room}/meeting/roles`, { identity: ticket.identity, role: 'participant' }), since => seen('demoted', 'unpublished', since));
    const told = await seen('demoted', 'data', 0, { topic: 'visio.system', from: undefined });
    assert.equal(JSON.parse(told.detail.text).type, 'role');
    await owner.ok('PATCH', `/rooms/${room}`, { rights: { microphone: 'everyone' } });
  });

  it('a lock is seen by those inside and felt at the door at once', async t => {
    const guest = visitor(server);
    await enter(guest, 'inside');
    await timed(t, 'lock', () => owner.ok('PATCH', `/rooms/${room}`, { locked: true }), since => seen('inside', 'metadata', since, { locked: true }));
    const late = await visitor(server).send('POST', `/rooms/${room}/join`, { displayName: 'Late' });
    assert.equal(late.status, 403);
    await owner.ok('PATCH', `/rooms/${room}`, { locked: false });
  });

  it('a participant cannot send what looks like a message of the server', async () => {
    const guest = visitor(server);
    await enter(guest, 'forger');
    const since = Date.now();
    await browser.page.evaluate(async () => {
      const { localParticipant } = globalThis.calls.forger.call;
      const text = new TextEncoder().encode('{"type":"role","role":"owner"}');
      await localParticipant.publishData(text, { reliable: true, topic: 'visio.system' });
      await localParticipant.publishData(text, { reliable: true, topic: 'chat' });
    });
    await seen('olga', 'data', since, { topic: 'chat' });
    const forged = await browser.page.evaluate(since => globalThis.calls.olga.happened.filter(h => h.what === 'data' && h.at >= since && h.detail.topic === 'visio.system').length, since);
    assert.equal(forged, 0);
  });

  it('who is disabled is out of the call', async t => {
    const user = visitor(server);
    const { user: { id } } = await user.ok('POST', '/session', { displayName: 'Udo', email: 'udo@example.test' });
    await enter(user, 'disabled');
    const admin = visitor(server);
    await admin.ok('POST', '/session', { displayName: 'Root', email: 'admin@localhost' });
    const event = await timed(t, 'disable', () => admin.ok('POST', `/admin/users/${id}/disable`), since => seen('disabled', 'disconnected', since));
    assert.equal(event.detail.why, 'revoked');
  });

  it('a banned participant is out and stays out', async t => {
    const guest = visitor(server);
    const ticket = await enter(guest, 'banned');
    const event = await timed(t, 'ban',
      () => owner.ok('POST', `/rooms/${room}/meeting/remove`, { identities: [ticket.identity], ban: true }), since => seen('banned', 'disconnected', since));
    assert.equal(event.detail.why, 'banned');
    const again = await guest.send('POST', `/rooms/${room}/join`, { displayName: 'Again' });
    assert.deepEqual([again.status, again.body.code], [403, 'banned']);
  });

  it('ending for all ends it for all', async t => {
    await timed(t, 'end', () => owner.ok('POST', `/rooms/${room}/meeting/end`, {}), since => seen('inside', 'disconnected', since));
  });
});
