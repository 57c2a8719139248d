// Long tasks (over 50 ms) while 60 people join: one after the other within six seconds, and all at once; and how long the list of 200
// takes to open. Printed as JSON.
import { longTasksOf, openCallPage } from './harness/callPage.mjs';

const people = Number(process.argv[2] ?? 60);
const call = await openCallPage('people=2');
const { page } = call;
const settle = ms => page.waitForTimeout(ms);
await settle(2000);

/** Joins as a server tells them: a person, and a moment later the tracks. */
async function join(first, every) {
  const tasks = await longTasksOf(page, async () => {
    await page.evaluate(async ({ first, people, every }) => {
    const { room, drawnPerson } = globalThis.harness;
    const camera = drawnPerson(1);
    for (let i = first; i < first + people; i++) {
      room.put(`crowd-${i}`, { name: `Personne ${i}`, joinedAt: i, microphoneOn: false });
      room.put(`crowd-${i}`, { cameraOn: true, camera });
      if (i % 5 === 0) room.emit({ type: 'speakers', identities: [`crowd-${i}`] });
      if (every > 0) await new Promise(r => setTimeout(r, every));
    }
    }, { first, people, every });
    await settle(3000);
  });
  await page.evaluate(({ first, people }) => {
    for (let i = first; i < first + people; i++) globalThis.harness.room.remove(`crowd-${i}`);
  }, { first, people });
  await settle(6000);
  return tasks;
}

const spread = await join(0, 100);
const atOnce = await join(1000, 0);
await page.getByTestId('ctl-people').click();
await settle(1000);
const withPanel = await join(2000, 100);

// A list that was open before: what it is made of is there, as it is some seconds after the call began.
const opening = async () => {
  let ms = 0;
  const tasks = await longTasksOf(page, async () => {
    ms = await page.evaluate(() => new Promise(resolve => {
      const began = performance.now();
      document.querySelector('[data-testid="ctl-people"]').click();
      const look = () => document.querySelector('[data-testid="person"]') === null ? requestAnimationFrame(look) : requestAnimationFrame(() => resolve(performance.now() - began));
      look();
    }));
  });
  await page.getByTestId('panel-close').click();
  return { ms: Math.round(ms), tasks };
};
await page.getByTestId('panel-close').click();
await page.evaluate(() => { for (let i = 0; i < 198; i++) globalThis.harness.room.put(`many-${i}`, { name: `Invité ${i}`, joinedAt: i }); });
await settle(3000);
const times = [await opening(), await opening(), await opening(), await opening(), await opening()].sort((a, b) => a.ms - b.ms);
const listOf200 = { rows: 200, medianMs: times[2].ms, maxMs: times[4].ms, longestTaskMs: Math.max(...times.map(one => one.tasks.longestMs)), longestOfProcessorMs: Math.max(...times.map(one => one.tasks.ofProcessor.longestMs)) };
await call.close();
console.log(JSON.stringify({ people, overSixSeconds: spread, atOnce, withListOfPeople: withPanel, listOf200, faults: call.faults }));
