// What stays in memory of an hour in a call that people come into and leave, write in and react in: heap, DOM nodes and listeners
// after garbage collection, for each tenth of it. The hour is told in fast motion: 3600 moments, one after the other.
import { openCallPage } from './harness/callPage.mjs';

const moments = Number(process.argv[2] ?? 3600);
const call = await openCallPage('people=4');
const { page } = call;
const tenths = [];

async function live(from, to) {
  await page.evaluate(async ({ from, to }) => {
    const { room, meeting, drawnPerson } = globalThis.harness;
    globalThis.camera ??= drawnPerson(2);
    for (let n = from; n < to; n++) {
      const id = `g${n}`;
      room.put(id, { name: `Passage ${n}`, joinedAt: n, guest: true });
      room.put(id, { cameraOn: n % 3 !== 0, camera: n % 3 !== 0 ? globalThis.camera : null });
      room.emit({ type: 'speakers', identities: [`p${1 + (n % 3)}`, id] });
      room.hear(id, 'reaction', { emoji: '👍' });
      if (n >= 12) room.remove(`g${n - 12}`);
      if (n % 40 === 0) room.put('p1', { sharing: n % 80 === 0, screen: null });
      if (n % 25 === 0) meeting.health.load.observe({ stats: room.measured, machine: { busy: 0.01, longestFrameMs: 16, pressure: null } }, 4, n * 1000);
      await new Promise(r => setTimeout(r, 8));
    }
  }, { from, to });
  // Messages that are still on the screen, and people that are still fading out, are no leak.
  await page.waitForTimeout(12_000);
}

await live(0, moments / 10);
for (let tenth = 1; tenth < 10; tenth++) {
  await live((moments * tenth) / 10, (moments * (tenth + 1)) / 10);
  tenths.push(await call.counters());
}
await call.close();
const growth = name => Math.round((tenths.at(-1)[name] - tenths[0][name]) * 100) / 100;
console.log(JSON.stringify({ moments, first: tenths[0], last: tenths.at(-1), growth: { heapMiB: growth('heapMiB'), nodes: growth('nodes'), listeners: growth('listeners') }, tenths, faults: call.faults }));
