// Nine remote pictures on a machine that is four times slower than this one: frame rate of the page, how busy it is, and what the
// automatic mode did, every five seconds. Printed as JSON.
import { barePerson } from './harness/bare.mjs';
import { person, by } from './harness/people.mjs';
import { startServer } from './harness/server.mjs';

const remote = Number(process.argv[2] ?? 9);
const rate = Number(process.argv[3] ?? 4);
const seconds = Number(process.argv[4] ?? 60);
const server = await startServer();
const weak = await person('bruno', { adaptive: true, film: true });
// A weak laptop of today has four cores; with fewer the stage shows fewer pictures from the beginning (client/machineTiles.ts). All
// are shown until the measurement begins, whatever else this machine does.
await weak.context.addInitScript(() => {
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });
  localStorage['visio.preferences'] ??= JSON.stringify({ bandwidth: 'full' });
});
const link = await weak.createMeeting(server.url);
await weak.join(link);

// One browser sends all nine, small and drawn: what is measured is the one that receives.
const crowd = await barePerson('alice');
// Guests like any other: whoever has the link may enter.
const jwts = await Promise.all(Array.from({ length: remote }, async (_, i) => {
  const answer = await fetch(`${server.url}/api/v1/rooms${new URL(link).pathname}/join`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ displayName: `Invité ${i}` }) });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (await answer.json()).token;
}));
await crowd.page.evaluate(async ({ url, jwts }) => {
  const LK = globalThis.LivekitClient;
  globalThis.rooms = await Promise.all(jwts.map(async (jwt, i) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 424, height: 240 });
    const pen = canvas.getContext('2d');
    let n = 0;
    setInterval(() => {
      pen.fillStyle = `hsl(${(n++ * 2 + i * 40) % 360} 50% 60%)`;
      pen.fillRect(0, 0, 424, 240);
      pen.fillStyle = '#123';
      pen.fillRect((n * 5) % 424, 80, 40, 80);
    }, 66);
    const room = new LK.Room({ publishDefaults: { simulcast: false, videoCodec: 'vp8' } });
    await room.connect(url, jwt, { autoSubscribe: false });
    await room.localParticipant.publishTrack(canvas.captureStream(15).getVideoTracks()[0], { source: 'camera', videoEncoding: { maxBitrate: 250_000, maxFramerate: 15 } });
    return room;
  }));
}, { url: `ws://127.0.0.1:${server.port}`, jwts });
await weak.page.waitForFunction(n => [...document.querySelectorAll('[data-testid="tile"][data-local="false"] video')].filter(v => v.videoWidth > 0).length >= n, remote, { timeout: 120_000 });
await by(weak.page, 'ctl-more').click();
await by(weak.page, 'more-connection').click();
await by(weak.page, 'bandwidth-auto').click();
await weak.page.keyboard.press('Escape');

const cdp = await weak.context.newCDPSession(weak.page);
await cdp.send('Performance.enable');
const busyNow = async () => (await cdp.send('Performance.getMetrics')).metrics.find(m => m.name === 'TaskDuration').value;
const whole = await weak.context.browser().newBrowserCDPSession();
/** Seconds of processor that all processes of that browser have had: decoding and drawing are not the main thread's. */
const cpuNow = async () => (await whole.send('SystemInfo.getProcessInfo')).processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
const look = async (label, period) => {
  const before = await busyNow();
  const cpuBefore = await cpuNow();
  const frames = await weak.page.evaluate(ms => new Promise(resolve => {
    let count = 0;
    const end = performance.now() + ms;
    const next = now => { count++; if (now < end) requestAnimationFrame(next); else resolve(count); };
    requestAnimationFrame(next);
  }), period * 1000);
  const busy = (await busyNow()) - before;
  const cores = (await cpuNow()) - cpuBefore;
  const banner = by(weak.page, 'load');
  const step = await banner.count() > 0 ? await banner.getAttribute('data-step') : 'all';
  const pictures = await weak.page.$$eval('[data-testid="tile"][data-local="false"] video', all => all.filter(v => !v.hidden && v.srcObject).length);
  return { label, fps: Math.round(frames / period), mainThreadBusy: Math.round((busy / period) * 100) / 100, cores: Math.round((cores / period) * 100) / 100, step, pictures };
};
const samples = [await look('not throttled', 5)];
await cdp.send('Emulation.setCPUThrottlingRate', { rate });
for (let at = 0; at < seconds; at += 5) samples.push(await look(`${at} s throttled ${rate}x`, 5));
await crowd.close();
await weak.close();
await server.stop();
console.log(JSON.stringify({ remote, rate, samples }, null, 1));
