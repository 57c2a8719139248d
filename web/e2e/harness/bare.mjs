// A page that holds nothing but the unmodified npm package livekit-client, for what the product's own page would hide.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { AccessToken } from 'livekit-server-sdk';
import { openBrowser } from './browser.mjs';

const bundle = path.join(import.meta.dirname, '../node_modules/livekit-client/dist/livekit-client.umd.js');
let site;

async function siteUrl() {
  if (!site) {
    site = createServer((request, response) => {
      if (request.url === '/livekit-client.js') createReadStream(bundle).pipe(response.setHeader('content-type', 'text/javascript'));
      else response.setHeader('content-type', 'text/html').end('<!doctype html><title>bare</title><script src="/livekit-client.js"></script><body>');
    });
    site.unref();
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
  }
  return `http://localhost:${site.address().port}/`;
}

/** A join token as an application would mint it with LiveKit's own SDK. */
export function token(room, identity, grant = {}) {
  const t = new AccessToken('devkey', 'secret', { identity, name: identity, ttl: '10m' });
  t.addGrant({ room, roomJoin: true, ...grant });
  return t.toJwt();
}

/**
 * A browser with a bare livekit-client page.
 * @param {'alice' | 'bruno'} name
 */
export async function barePerson(name) {
  const browser = await openBrowser(name);
  const { page } = browser;
  await page.goto(await siteUrl());
  return {
    ...browser,
    name,
    /**
     * Joins with the package's defaults and publishes camera and microphone unless told otherwise. Every remote track is attached
     * to an element with its participant and source as data attributes.
     * @returns {Promise<{ connectedMs: number }>}
     */
    async join(server, room, { publish = true, options = {} } = {}) {
      const jwt = await token(room, name);
      return page.evaluate(async ({ url, jwt, publish, options }) => {
        const LK = globalThis.LivekitClient;
        const room = globalThis.room = new LK.Room(options);
        globalThis.frames = {};
        room.on('trackSubscribed', (track, publication, participant) => {
          const element = track.attach();
          element.dataset.participant = participant.identity;
          element.dataset.source = publication.source;
          element.dataset.track = publication.trackSid;
          element.style.width = '640px';
          document.body.append(element);
          if (track.kind === 'video') {
            element.requestVideoFrameCallback(now => { globalThis.frames[`${participant.identity}/${publication.source}`] ??= now; });
          }
        });
        room.on('trackUnsubscribed', (_, publication) => document.querySelectorAll(`[data-track="${publication.trackSid}"]`).forEach(e => e.remove()));
        globalThis.startedAt = performance.now();
        await room.connect(url, jwt);
        const connectedMs = performance.now() - globalThis.startedAt;
        if (publish) {
          await room.localParticipant.setCameraEnabled(true, { resolution: { width: 640, height: 360, frameRate: 25 } });
          await room.localParticipant.setMicrophoneEnabled(true);
        }
        return { connectedMs };
      }, { url: `ws://127.0.0.1:${server.port}`, jwt, publish, options });
    },
    /** Milliseconds from `connect()` to the first decoded picture of somebody. */
    firstFrameMs: async (other, timeout = 20_000) => {
      const at = await page.waitForFunction(key => globalThis.frames[key], `${other}/camera`, { timeout });
      return page.evaluate(t => t - globalThis.startedAt, await at.jsonValue());
    },
    /** The <video> of somebody's camera. */
    async video(other) {
      // Exactly one: a track that was replaced must be gone.
      const selector = `video[data-participant="${other}"][data-source="camera"]`;
      await page.waitForFunction(s => document.querySelectorAll(s).length === 1, selector, { timeout: 20_000 });
      return page.$(selector);
    },
  };
}
