// From the click on "join" to one's own picture and to the first picture of somebody who is there already: medians, printed as JSON.
import { by, person } from './harness/people.mjs';
import { startServer } from './harness/server.mjs';

const rounds = Number(process.argv[2] ?? 7);
const server = await startServer();
const alice = await person('alice', { film: true });
const bruno = await person('bruno', { film: true });
const link = await alice.createMeeting(server.url);
await alice.join(link);
const own = [];
const remote = [];
for (let i = 0; i < rounds; i++) {
  await bruno.page.goto(link);
  await by(bruno.page, 'prejoin-name').fill('Bruno Keller');
  // The call's code is fetched while one looks at oneself: as a person does, who takes some seconds.
  await bruno.page.waitForTimeout(3000);
  await bruno.page.evaluate(() => {
    globalThis.seen = {};
    const watch = video => {
      if (video.dataset.measured) return;
      video.dataset.measured = '1';
      video.requestVideoFrameCallback(now => {
        const tile = video.closest('[data-testid="tile"]');
        if (tile) globalThis.seen[tile.dataset.local === 'true' ? 'own' : 'remote'] ??= now - globalThis.clicked;
      });
    };
    new MutationObserver(() => document.querySelectorAll('[data-testid="tile"] video').forEach(watch)).observe(document.body, { childList: true, subtree: true });
    document.querySelector('[data-testid="prejoin-join"]').addEventListener('pointerdown', () => { globalThis.clicked = performance.now(); }, { capture: true });
  });
  await by(bruno.page, 'prejoin-join').click();
  await bruno.page.waitForFunction(() => globalThis.seen.own && globalThis.seen.remote, undefined, { timeout: 30_000 });
  const seen = await bruno.page.evaluate(() => globalThis.seen);
  own.push(seen.own);
  remote.push(seen.remote);
  await by(bruno.page, 'ctl-leave').click();
  await by(bruno.page, 'ended').waitFor();
}
await alice.close();
await bruno.close();
await server.stop();
const spread = list => {
  const sorted = [...list].sort((a, b) => a - b).map(Math.round);
  return { min: sorted[0], median: sorted[sorted.length >> 1], max: sorted.at(-1) };
};
console.log(JSON.stringify({ rounds, ownTileMs: spread(own), firstRemoteFrameMs: spread(remote) }));
