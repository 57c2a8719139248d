// What a camera of 720 lines costs its publisher: which layers are encoded and in how much processor time, with one viewer who shows
// it large, then small, then not at all. Printed as JSON. An argument slows the publisher's machine down so many times.
import { by, displayName, person } from './harness/people.mjs';
import { startServer } from './harness/server.mjs';

const rate = Number(process.argv[2] ?? 1);
const server = await startServer();
const alice = await person('alice', { film: true });
await alice.context.addInitScript(() => {
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 8 });
  // The film of the other tests is smaller than what most cameras give.
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async wanted => {
    if (!wanted.video) return open(wanted);
    const stream = wanted.audio ? await open({ audio: wanted.audio }) : new MediaStream();
    const height = wanted.video.height?.ideal ?? 720;
    const canvas = Object.assign(document.createElement('canvas'), { width: (height * 16) / 9, height });
    const pen = canvas.getContext('2d');
    let n = 0;
    setInterval(() => {
      n++;
      for (let i = 0; i < 24; i++) {
        pen.fillStyle = `hsl(${i * 15} 50% ${40 + 20 * Math.sin((n + i * 5) / 20)}%)`;
        pen.fillRect((i % 6) * canvas.width / 6, Math.floor(i / 6) * height / 4, canvas.width / 6, height / 4);
      }
      pen.fillStyle = '#123';
      pen.beginPath();
      pen.arc(canvas.width * (0.5 + 0.3 * Math.sin(n / 15)), height / 2, height / 5, 0, 7);
      pen.fill();
    }, 33);
    stream.addTrack(canvas.captureStream(30).getVideoTracks()[0]);
    return stream;
  };
  // The senders of the page, to be asked what they send.
  const make = RTCPeerConnection;
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends make {
    constructor(...options) { super(...options); globalThis.connections.push(this); }
  };
});
const bruno = await person('bruno', { film: true });
const link = await alice.createMeeting(server.url);
await alice.join(link);
await bruno.page.goto(link);
await by(bruno.page, 'prejoin-camera').click();
await bruno.join(link);
const video = await bruno.videoIn(bruno.tileOf('alice'));

const cdp = await alice.context.newCDPSession(alice.page);
if (rate > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate });
const whole = await alice.context.browser().newBrowserCDPSession();
const cpuNow = async () => (await whole.send('SystemInfo.getProcessInfo')).processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
const layersNow = () => alice.page.evaluate(async () => {
  const layers = {};
  for (const connection of globalThis.connections) {
    for (const entry of (await connection.getStats()).values()) {
      if (entry.type === 'outbound-rtp' && entry.kind === 'video') layers[entry.rid || 'only'] = { frames: entry.framesEncoded, seconds: entry.totalEncodeTime, bytes: entry.bytesSent, width: entry.frameWidth, limited: entry.qualityLimitationReason };
    }
  }
  return layers;
});
const look = async label => {
  const seconds = 10;
  const [cpu, before] = [await cpuNow(), await layersNow()];
  await alice.page.waitForTimeout(seconds * 1000);
  const [cpuAfter, after] = [await cpuNow(), await layersNow()];
  const round = (value, digits = 100) => Math.round(value * digits) / digits;
  const layers = Object.fromEntries(Object.entries(after).map(([rid, now]) => {
    const was = before[rid] ?? { frames: 0, seconds: 0, bytes: 0 };
    return [rid, { width: now.width, fps: round((now.frames - was.frames) / seconds, 10), kbps: Math.round(((now.bytes - was.bytes) * 8) / seconds / 1000), encoding: round((now.seconds - was.seconds) / seconds), limited: now.limited }];
  }));
  return { label, cores: round((cpuAfter - cpu) / seconds), received: await video.evaluate(v => v.videoWidth), layers };
};
await alice.page.waitForTimeout(12_000);
const samples = [await look('shown large')];
await by(bruno.page, 'ctl-more').click();
await by(bruno.page, 'more-connection').click();
await by(bruno.page, 'bandwidth-low').click();
await bruno.page.keyboard.press('Escape');
await alice.page.waitForTimeout(8_000);
samples.push(await look('shown small'));
await by(bruno.page, 'ctl-leave').click();
await alice.page.waitForTimeout(12_000);
samples.push(await look(`${displayName('bruno')} has left`));
await alice.close();
await bruno.close();
await server.stop();
console.log(JSON.stringify({ rate, samples }, null, 1));
