// A page that holds nothing but an unmodified npm package livekit-client, for what the product's own page would hide.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { AccessToken } from 'livekit-server-sdk';
import { openBrowser } from './browser.mjs';
import { firefoxTone, listenByRecording, openFirefox } from './firefox.mjs';
import { people } from './inputs.mjs';
import { listen } from './probe.mjs';
import { patience } from './until.mjs';

/** The versions of livekit-client that pages can have, by the name of the package that holds them. */
export const clients = { '2.23': 'livekit-client', '2.0': 'livekit-client-2', '1.15': 'livekit-client-1' };

const packages = path.join(import.meta.dirname, '../node_modules');
let site;

async function siteUrl(client) {
  if (!site) {
    site = createServer((request, response) => {
      const [, version, file] = request.url.split('/');
      const bundle = path.join(packages, clients[version] ?? '', 'dist', file ?? '');
      if (file?.endsWith('.js') && clients[version]) createReadStream(bundle).pipe(response.setHeader('content-type', 'text/javascript'));
      else response.setHeader('content-type', 'text/html').end('<!doctype html><title>bare</title><script src="livekit-client.umd.js"></script><body>');
    });
    site.unref();
    site.listen(0, '127.0.0.1');
  }
  // Several may ask at once.
  if (!site.listening) await once(site, 'listening');
  return `http://localhost:${site.address().port}/${client}/`;
}

/** A join token as an application would mint it with LiveKit's own SDK. */
export function token(room, identity, grant = {}) {
  const t = new AccessToken('devkey', 'secret', { identity, name: identity, ttl: '10m' });
  t.addGrant({ room, roomJoin: true, ...grant });
  return t.toJwt();
}

/** In the page: joins, and attaches every remote track to an element with its participant and source as data attributes. */
async function joinHere({ url, jwt, publish, options, connect, key }) {
  const LK = globalThis.LivekitClient;
  let derived;
  if (key !== undefined) {
    globalThis.keys = new LK.ExternalE2EEKeyProvider();
    await globalThis.keys.setKey(key);
    // The package's worker, which also says when it has derived the key.
    const worker = new Worker(URL.createObjectURL(new Blob([`
      const { subtle } = crypto;
      const derive = subtle.deriveKey.bind(subtle);
      subtle.deriveKey = (...how) => derive(...how).finally(() => setTimeout(() => postMessage({ kind: 'derived' })));
      importScripts('${new URL('livekit-client.e2ee.worker.js', location)}');`], { type: 'text/javascript' })));
    derived = new Promise(resolve => worker.addEventListener('message', ({ data }) => { if (data.kind === 'derived') resolve(); }));
    options = { ...options, e2ee: { keyProvider: globalThis.keys, worker } };
  }
  const room = globalThis.room = new LK.Room(options);
  if (key !== undefined) await room.setE2EEEnabled(true);
  globalThis.frames = {};
  document.body.replaceChildren();
  room.on('trackSubscribed', (track, publication, participant) => {
    const element = track.attach();
    element.dataset.participant = participant.identity;
    element.dataset.source = publication.source;
    element.dataset.track = publication.trackSid;
    element.style.width = '640px';
    document.body.append(element);
    if (track.kind === 'video') {
      element.requestVideoFrameCallback?.(now => { globalThis.frames[`${participant.identity}/${publication.source}`] ??= now; });
    }
  });
  room.on('trackUnsubscribed', (_, publication) => document.querySelectorAll(`[data-track="${publication.trackSid}"]`).forEach(e => e.remove()));
  // 1.x has other names for these, and the new name for something else.
  const old = room.remoteParticipants === undefined;
  globalThis.other = identity => room.getParticipantByIdentity(identity);
  globalThis.publication = (who, source) => (old ? who?.getTrack(source) : who?.getTrackPublication(source));
  globalThis.startedAt = performance.now();
  // The package gives up after 15 s, which a busy machine may take.
  await room.connect(url, jwt, { peerConnectionTimeout: 60_000, websocketTimeout: 60_000, ...connect });
  const connectedMs = performance.now() - globalThis.startedAt;
  if (publish) {
    // In 1.15 and 2.0 a stream whose first frame comes before the key is derived, as on a busy machine, is never sent.
    await derived;
    await room.localParticipant.setCameraEnabled(true, { resolution: { width: 640, height: 360, frameRate: 25 } });
    await room.localParticipant.setMicrophoneEnabled(true);
  }
  return { connectedMs };
}

/** What a person does on a bare page, whichever tool drives the browser. */
function steps(page, name) {
  return {
    name,
    /** Joins with the package's defaults and publishes camera and microphone unless told otherwise; with a `key`, encrypted. */
    async join(server, room, { publish = true, options = {}, connect = {}, key } = {}) {
      const jwt = await token(room, name);
      return page.evaluate(joinHere, { url: server.signalling, jwt, publish, options, connect, key });
    },
    /** Opens the page anew with that version of the package. */
    use: async client => page.goto(await siteUrl(client)),
    /** Waits until a function in the page says something that is true, and answers it. */
    async until(what, asked, timeout = patience) {
      const deadline = Date.now() + timeout;
      for (;;) {
        const found = await page.evaluate(what, asked);
        if (found) return found;
        if (Date.now() > deadline) throw new Error(`${name}: not within ${timeout} ms: ${what} ${JSON.stringify(asked)}`);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    },
    /** The <video> of somebody's camera or screen. */
    async video(other, source = 'camera') {
      // Exactly one: a track that was replaced must be gone.
      const selector = `video[data-participant="${other}"][data-source="${source}"]`;
      await this.until(s => document.querySelectorAll(s).length === 1 && document.querySelector(s).videoWidth > 0, selector);
      return page.$(selector);
    },
    /** Milliseconds from `connect()` to the first decoded picture of somebody. */
    async firstFrameMs(other, timeout = patience) {
      const at = await this.until(key => globalThis.frames[key], `${other}/camera`, timeout);
      return page.evaluate(t => t - globalThis.startedAt, at);
    },
  };
}

/**
 * Chromium with a bare livekit-client page.
 * @param {'alice' | 'bruno'} name
 * @param {Parameters<typeof openBrowser>[1]} [browserOptions]
 */
export async function barePerson(name, browserOptions = {}) {
  const browser = await openBrowser(name, { film: true, ...browserOptions });
  const { page } = browser;
  await page.goto(await siteUrl('2.23'));
  return {
    ...browser,
    ...steps(page, name),
    ...people[name],
    listen: (tones, seconds, awaited) => listen(page, tones, seconds, awaited),
    /** Calls back with the path of every WebSocket that is opened from now on. */
    onSocket: listener => page.on('websocket', socket => listener(new URL(socket.url()).pathname)),
    /** Shares the slides. */
    async share() {
      if (browser.context.pages().length === 1) await browser.openSlides();
      await page.evaluate(() => globalThis.room.localParticipant.setScreenShareEnabled(true));
    },
  };
}

/** Firefox with a bare livekit-client page. Its fake camera has no numbers in its pictures. */
export async function bareFirefox() {
  const browser = await openFirefox();
  const { page } = browser;
  await page.goto(await siteUrl('2.23'));
  return {
    ...browser,
    ...steps(page, 'firefox'),
    tone: firefoxTone,
    listen: (tones, seconds, awaited) => listenByRecording(page, tones, seconds, awaited),
    /** Shares a picture that changes ten times a second: there is no screen to choose. */
    share: () => page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      const pen = canvas.getContext('2d');
      let n = 0;
      setInterval(() => { pen.fillStyle = `hsl(${n++ * 7} 80% 50%)`; pen.fillRect(0, 0, canvas.width, canvas.height); }, 100);
      const [track] = canvas.captureStream(10).getVideoTracks();
      await globalThis.room.localParticipant.publishTrack(track, { source: 'screen_share', simulcast: false });
    }),
  };
}
