// What people share: a page with the same numbered strip as the films, so that a shared screen can be checked by content too.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { counterModulus, stripCells } from './inputs.mjs';

export const slidesTitle = 'Visio slides';
/** The source number in the strip of the slides. */
export const slidesSource = 3;

const page = `<!doctype html><title>${slidesTitle}</title>
<style>html,body{margin:0;height:100%;overflow:hidden;background:#f4f1e8;font:40px sans-serif}canvas{display:block;width:100vw;height:13.34vh}p{margin:8vh}</style>
<canvas width="${stripCells}" height="1"></canvas><p>Budget 2027<br>Page <b></b></p>
<script>
const asked = name => Number(new URLSearchParams(location.search).get(name));
const pen = document.querySelector('canvas').getContext('2d');
let n = 0;
setInterval(() => {
  n = (n + 1) % ${counterModulus};
  const bits = [1, 0];
  for (let i = 3; i >= 0; i--) bits.push((${slidesSource} >> i) & 1);
  for (let i = 11; i >= 0; i--) bits.push((n >> i) & 1);
  bits.push(bits.slice(2).reduce((a, b) => a ^ b, 0), 1);
  bits.forEach((bit, i) => { pen.fillStyle = bit ? '#fff' : '#000'; pen.fillRect(i, 0, 1, 1); });
  document.querySelector('b').textContent = n;
}, asked('every'));
const tone = asked('tone');
if (tone > 0) {
  const context = new AudioContext();
  const voice = new OscillatorNode(context, { frequency: tone });
  const level = new GainNode(context, { gain: 0 });
  voice.connect(level).connect(context.destination);
  voice.start();
  // As in the films: a third of every second, since what never stops is taken for noise.
  setInterval(() => { level.gain.setTargetAtTime(0.4, context.currentTime, 0.01); level.gain.setTargetAtTime(0, context.currentTime + 0.35, 0.01); }, 1000);
}
</script>
<style>canvas{image-rendering:pixelated}</style>`;

let server;

/** The address of the slides, served from this process; with a tone in hertz they are heard too. Another comes after so many milliseconds. */
export async function slidesUrl(tone = 0, every = 100) {
  if (!server) {
    server = createServer((_, response) => response.setHeader('content-type', 'text/html; charset=utf-8').end(page));
    server.unref();
    server.listen(0, '127.0.0.1');
  }
  // Several may ask at once.
  if (!server.listening) await once(server, 'listening');
  return `http://localhost:${server.address().port}/?tone=${tone}&every=${every}`;
}
