// Times from connect() to the first decoded picture of somebody who is there already: medians of several joins, printed as JSON.
import { barePerson } from './harness/bare.mjs';
import { startServer } from './harness/server.mjs';

const rounds = Number(process.argv[2] ?? 9);
const server = await startServer('media');
const alice = await barePerson('alice');
const bruno = await barePerson('bruno');
const options = { publishDefaults: { simulcast: false } };
await alice.join(server, 'timed', { options });
const connected = [];
const first = [];
for (let i = 0; i < rounds; i++) {
  connected.push((await bruno.join(server, 'timed', { publish: false })).connectedMs);
  first.push(await bruno.firstFrameMs('alice'));
  await bruno.page.evaluate(() => globalThis.room.disconnect());
  await bruno.page.reload();
}
await alice.close();
await bruno.close();
await server.stop();
const spread = list => {
  const sorted = [...list].sort((a, b) => a - b).map(Math.round);
  return { min: sorted[0], median: sorted[sorted.length >> 1], max: sorted.at(-1) };
};
console.log(JSON.stringify({ rounds, connectMs: spread(connected), firstFrameMs: spread(first) }));
