// The unmodified npm packages livekit-server-sdk and @livekit/rtc-node: what an application's server does to rooms, and what becomes of it
// at real clients. No browser.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import {
  AudioFrame, AudioSource, AudioStream, LocalAudioTrack, Room, RoomEvent, RpcError, TrackPublishOptions, TrackSource, dispose,
} from '@livekit/rtc-node';
import {
  AccessToken, AgentDispatchClient, DataPacket_Kind, EgressClient, IngressClient, RoomServiceClient, SipClient, WebhookReceiver,
} from 'livekit-server-sdk';
import { startServer } from '../harness/server.mjs';
import { patience, until } from '../harness/until.mjs';

/** The next event of a room for which `isMeant` is true; answers its arguments. */
function next(room, event, isMeant = () => true) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no ${event}`)), patience);
    room.on(event, function listener(...args) {
      if (!isMeant(...args)) return;
      clearTimeout(late);
      room.off(event, listener);
      resolve(args);
    });
  });
}

/** Publishes a microphone that hums until it is stopped. */
async function hum(room) {
  const source = new AudioSource(48_000, 1);
  const options = new TrackPublishOptions();
  options.source = TrackSource.SOURCE_MICROPHONE;
  const publication = await room.localParticipant.publishTrack(LocalAudioTrack.createAudioTrack('hum', source), options);
  let stopped = false;
  (async () => {
    for (let at = 0; !stopped; at += 480) {
      const samples = Int16Array.from({ length: 480 }, (_, i) => 12_000 * Math.sin((2 * Math.PI * 440 * (at + i)) / 48_000));
      await source.captureFrame(new AudioFrame(samples, 48_000, 1, 480));
    }
  })();
  // Of a track that the server has muted, the last frame is never consumed: its end is not waited for.
  return { sid: publication.sid, stop: () => { stopped = true; } };
}

/** Waits until something is heard on a track. */
async function hear(track) {
  for await (const frame of new AudioStream(track)) {
    if (frame.data.some(sample => Math.abs(sample) > 3000)) return;
  }
  throw new Error('the track ended in silence');
}

/** Waits until nothing has been heard on a track for half a second. */
async function fallSilent(track) {
  const reader = new AudioStream(track).getReader();
  const began = Date.now();
  let since = began;
  while (Date.now() - since < 500) {
    const read = await Promise.race([reader.read(), new Promise(r => setTimeout(r, 500, {}))]);
    if (read.value?.data.some(sample => Math.abs(sample) > 300)) since = Date.now();
    assert.ok(since - began < patience, 'it is still heard');
  }
}

describe('the server API', { concurrency: false }, () => {
  let server, host, rooms, receiver, ann, bob, microphone;
  const told = [];

  const join = async (identity, room, grant = {}) => {
    const token = new AccessToken('devkey', 'secret', { identity, name: identity, ttl: '10m' });
    token.addGrant({ room, roomJoin: true, ...grant });
    const joined = new Room();
    await joined.connect(`ws://127.0.0.1:${server.port}`, await token.toJwt(), { autoSubscribe: true, dynacast: false });
    return joined;
  };

  /** A method that the SDK has not; answers the message, or throws the error as the server wrote it. */
  const call = async (method, body) => {
    const token = new AccessToken('devkey', 'secret', { ttl: '1m' });
    token.addGrant({ roomAdmin: true, room: body.room });
    const response = await fetch(`${host}/twirp/livekit.RoomService/${method}`, {
      method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${await token.toJwt()}`, 'content-type': 'application/json' },
    });
    const answer = await response.json();
    if (!response.ok) throw Object.assign(new Error(answer.msg), { status: response.status, ...answer });
    return answer;
  };

  before(async () => {
    const verifier = new WebhookReceiver('devkey', 'secret');
    receiver = createServer(async (request, response) => {
      const parts = [];
      for await (const part of request) parts.push(part);
      try {
        told.push(await verifier.receive(Buffer.concat(parts).toString(), request.headers.authorization));
        response.writeHead(204).end();
      } catch (e) {
        told.push({ event: `refused: ${e.message}` });
        response.writeHead(401).end();
      }
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    server = await startServer('media', undefined, { env: { VISIO__LiveKit__WebhookUrls__0: `http://127.0.0.1:${receiver.address().port}/` } });
    host = `http://127.0.0.1:${server.port}`;
    rooms = new RoomServiceClient(host, 'devkey', 'secret');
    ann = await join('ann', 'here', { canUpdateOwnMetadata: true });
    bob = await join('bob', 'here');
    const subscribed = next(bob, RoomEvent.TrackSubscribed);
    microphone = await hum(ann);
    await hear((await subscribed)[0]);
  });

  after(async () => {
    microphone?.stop();
    await ann?.disconnect();
    await bob?.disconnect();
    await server?.stop();
    receiver?.close();
    await dispose();
  });

  it('opens, lists, describes and closes rooms', async () => {
    const made = await rooms.createRoom({ name: 'made', emptyTimeout: 60, departureTimeout: 5, maxParticipants: 7, metadata: 'm', tags: { k: 'v' } });
    assert.deepEqual([made.name, made.emptyTimeout, made.departureTimeout, made.maxParticipants, made.metadata], ['made', 60, 5, 7, 'm']);
    assert.equal((await rooms.createRoom({ name: 'made', emptyTimeout: 61 })).sid, made.sid);
    assert.equal((await rooms.updateRoomMetadata('made', 'new')).metadata, 'new');
    assert.deepEqual((await rooms.listRooms(['made', 'nowhere'])).map(r => r.metadata), ['new']);
    await rooms.deleteRoom('made');
    await assert.rejects(rooms.deleteRoom('made'), { status: 404, code: 'not_found' });
    await assert.rejects(rooms.createRoom({ name: 'x', roomPreset: 'nope' }), { status: 400, code: 'invalid_argument' });
  });

  it('lists and changes participants, who are told', async () => {
    assert.deepEqual((await rooms.listParticipants('here')).map(p => p.identity).sort(), ['ann', 'bob']);
    const changed = next(bob, RoomEvent.ParticipantAttributesChanged);
    const updated = await rooms.updateParticipant('here', 'ann', { name: 'Ann', metadata: 'm', attributes: { hand: 'up' } });
    assert.deepEqual([updated.name, updated.metadata, updated.attributes], ['Ann', 'm', { hand: 'up' }]);
    assert.deepEqual((await changed)[0], { hand: 'up' });
    assert.equal((await rooms.getParticipant('here', 'ann')).tracks[0].sid, microphone.sid);
    await assert.rejects(rooms.getParticipant('here', 'nobody'), { status: 404, code: 'not_found' });
  });

  it('mutes tracks, and decides who receives what', async () => {
    // Taken before it is taken away.
    const { track } = bob.remoteParticipants.get('ann').trackPublications.get(microphone.sid);
    await rooms.updateSubscriptions('here', 'bob', [microphone.sid], false);
    await fallSilent(track);
    const begun = next(bob, RoomEvent.TrackSubscribed);
    await rooms.updateSubscriptions('here', 'bob', [microphone.sid], true);
    await hear((await begun)[0]);
    const muted = next(bob, RoomEvent.TrackMuted);
    assert.equal((await rooms.mutePublishedTrack('here', 'ann', microphone.sid, true)).muted, true);
    await muted;
    await assert.rejects(rooms.mutePublishedTrack('here', 'ann', microphone.sid, false), { status: 412, code: 'failed_precondition' });
    await assert.rejects(rooms.mutePublishedTrack('here', 'ann', 'TR_x', true), { status: 404, code: 'not_found' });
  });

  it('sends data from nobody', async () => {
    const received = next(bob, RoomEvent.DataReceived);
    await rooms.sendData('here', new TextEncoder().encode('hi'), DataPacket_Kind.RELIABLE, { topic: 't', destinationIdentities: ['bob'] });
    const [payload, participant, , topic] = await received;
    assert.deepEqual([new TextDecoder().decode(payload), participant, topic], ['hi', undefined, 't']);
  });

  it('calls methods of participants', async () => {
    ann.localParticipant.registerRpcMethod('greet', async ({ payload, callerIdentity }) => `${callerIdentity} said ${payload}`);
    ann.localParticipant.registerRpcMethod('fail', async () => { throw new RpcError(1234, 'no', 'because'); });
    assert.deepEqual(await call('PerformRpc', { room: 'here', destination_identity: 'ann', method: 'greet', payload: 'hi', response_timeout_ms: patience }), { payload: 'server said hi' });
    await assert.rejects(
      call('PerformRpc', { room: 'here', destination_identity: 'ann', method: 'fail', response_timeout_ms: patience }),
      { status: 500, code: 'unknown', msg: 'no', meta: { rpc_code: '1234', rpc_data: 'because' } });
    await assert.rejects(call('PerformRpc', { room: 'here', destination_identity: 'ann', method: 'nope', response_timeout_ms: patience }), { status: 501, code: 'unimplemented' });
  });

  it('sends for agents', async () => {
    const agents = new AgentDispatchClient(host, 'devkey', 'secret');
    const made = await agents.createDispatch('here', 'clerk', { metadata: 'm' });
    assert.deepEqual([made.agentName, made.room, made.metadata], ['clerk', 'here', 'm']);
    assert.deepEqual((await agents.listDispatch('here')).map(d => d.agentName).sort(), ['', 'clerk']);
    assert.equal((await agents.getDispatch(made.id, 'here'))?.id, made.id);
    await agents.deleteDispatch(made.id, 'here');
    await assert.rejects(agents.deleteDispatch(made.id, 'here'), { status: 404, code: 'not_found' });
  });

  it('says that recording, ingress and telephones are not there', async () => {
    await assert.rejects(new EgressClient(host, 'devkey', 'secret').listEgress(), { status: 500, code: 'internal' });
    await assert.rejects(new IngressClient(host, 'devkey', 'secret').listIngress(), { status: 500, code: 'internal' });
    await assert.rejects(new SipClient(host, 'devkey', 'secret').listSipInboundTrunk(), { status: 500, code: 'internal' });
  });

  it('moves somebody to another room, who is heard there, and in the first one when forwarded to it', async () => {
    const cleo = await join('cleo', 'there');
    const gone = next(bob, RoomEvent.ParticipantDisconnected, p => p.identity === 'ann');
    const moved = next(ann, RoomEvent.Moved);
    microphone.stop();
    microphone = await hum(ann);
    const subscribed = next(cleo, RoomEvent.TrackSubscribed, (track, publication) => publication.sid === microphone.sid);
    await rooms.moveParticipant('here', 'ann', 'there');
    await Promise.all([gone, moved]);
    await hear((await subscribed)[0]);
    const back = next(bob, RoomEvent.TrackSubscribed, (track, publication) => publication.sid === microphone.sid);
    await rooms.forwardParticipant('there', 'ann', 'here');
    await hear((await back)[0]);
    assert.deepEqual((await rooms.getParticipant('here', 'ann')).kindDetails, [1], 'FORWARDED');
    const goneAgain = next(bob, RoomEvent.ParticipantDisconnected, p => p.identity === 'ann');
    const left = next(ann, RoomEvent.Disconnected);
    await rooms.removeParticipant('there', 'ann', { revokeTokenTs: BigInt(Math.floor(Date.now() / 1000) + 60) });
    await Promise.all([left, goneAgain]);
    await assert.rejects(join('ann', 'there'));
    await cleo.disconnect();
  });

  it('told all of it to the receiver of webhooks, in order and signed', async () => {
    // An empty room that nobody enters any more ends after a while.
    const of = room => told.filter(e => e.room?.name === room).map(e => [e.event, e.participant?.identity ?? ''].join(' ').trim()).filter(e => room === 'made' || e !== 'room_finished');
    await until(() => of('there').includes('participant_left cleo') && of('here').at(-1) === 'participant_left ann' && of('made').length >= 2);
    assert.deepEqual(told.filter(e => e.event.startsWith('refused')), []);
    assert.deepEqual(of('made'), ['room_started', 'room_finished']);
    assert.deepEqual(of('here').slice(0, 4).sort(), ['participant_joined ann', 'participant_joined bob', 'room_started', 'track_published ann']);
    assert.equal(of('here').at(-1), 'participant_left ann');
    const there = of('there');
    assert.deepEqual([there[0], there[1], there.at(-1)], ['room_started', 'participant_joined cleo', 'participant_left cleo']);
    assert.ok(there.indexOf('participant_joined ann') < there.indexOf('track_published ann') && there.indexOf('track_published ann') < there.indexOf('participant_left ann'));
  });
});
