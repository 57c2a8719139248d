// Resident memory of `visio media` at rest and with native LiveKit peers in one room: two of them send sound, all of them listen.
import { readFileSync } from 'node:fs';
import { AudioFrame, AudioSource, LocalAudioTrack, Room, TrackPublishOptions, TrackSource, dispose } from '@livekit/rtc-node';
import { token } from './harness/bare.mjs';
import { startServer } from './harness/server.mjs';

const sizes = [2, 10, 50];
const server = await startServer('media');
const resident = () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024;
const pause = ms => new Promise(r => setTimeout(r, ms));

await pause(3000);
const report = { unit: 'MiB', atRest: Math.round(resident()) };
const rooms = [];
let sending = true;
for (const size of sizes) {
  while (rooms.length < size) {
    const room = new Room();
    await room.connect(`ws://127.0.0.1:${server.port}`, await token('memory', `peer-${rooms.length}`), { autoSubscribe: true, dynacast: false });
    if (rooms.length < 2) {
      const source = new AudioSource(48000, 1);
      const options = new TrackPublishOptions();
      options.source = TrackSource.SOURCE_MICROPHONE;
      await room.localParticipant.publishTrack(LocalAudioTrack.createAudioTrack('voice', source), options);
      void (async () => {
        const samples = new Int16Array(480);
        for (let n = 0; sending;) {
          for (let i = 0; i < 480; i++, n++) samples[i] = Math.sin(n / 20) * 8000;
          await source.captureFrame(new AudioFrame(samples, 48000, 1, 480));
        }
      })();
    }
    rooms.push(room);
  }
  await pause(5000);
  report[`with${size}`] = Math.round(resident());
}
console.log(JSON.stringify(report));
sending = false;
await Promise.all(rooms.map(r => r.disconnect()));
await dispose();
await server.stop();
