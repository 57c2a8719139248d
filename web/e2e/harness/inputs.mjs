// Makes what the cameras film and the microphones hear: pictures that carry a number each, and speech over a known tone.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const width = 640;
export const height = 360;
/** What is filmed. A file of this kind names no rate: Chromium shows it at its own, about as fast. */
export const framesPerSecond = 25;
/** What a busy machine shows of that at least; how many of the frames that were sent arrive, over good links and bad, is counted in virtual time. */
export const fewestPerSecond = 7;
/** The counter runs from 0 to here and starts again, as Chromium starts the film again. */
export const counterModulus = 500;
/** The strip at the top of the picture: 20 cells of one bit each. */
export const stripCells = 20;
export const stripHeight = 48;

const folder = path.join(import.meta.dirname, '..', '.inputs');

/** People on the call: what identifies their picture and their sound. */
export const people = {
  alice: { source: 5, tone: 700, voice: 'fr', text: 'Bonjour à tous, je partage maintenant le budget de la commune.' },
  clara: { source: 3, tone: 1300, voice: 'fr', text: 'Je vous entends tous les deux, merci de m’avoir laissée entrer.' },
  bruno: { source: 10, tone: 1900, voice: 'en', text: 'Good morning, I can hear you very well and I see the chart.' },
};

/**
 * The cells of one picture, left to right: white, black, 4 bits of source, 12 bits of counter, parity, white.
 * @param {number} source
 * @param {number} counter
 */
export function cells(source, counter) {
  const bits = [1, 0];
  for (let i = 3; i >= 0; i--) bits.push((source >> i) & 1);
  for (let i = 11; i >= 0; i--) bits.push((counter >> i) & 1);
  bits.push(bits.slice(2).reduce((a, b) => a ^ b, 0), 1);
  return bits;
}

/** The path of a film for Chromium's fake camera, made once. */
export async function film(name) {
  const file = path.join(folder, `${name}.mjpeg`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const making = `${file}.part`;
  const ffmpeg = spawn('ffmpeg', [
    '-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', String(framesPerSecond), '-i', '-',
    '-pix_fmt', 'yuvj420p', '-q:v', '4', '-f', 'mjpeg', making,
  ], { stdio: ['pipe', 'inherit', 'inherit'] });
  const done = once(ffmpeg, 'exit');
  const { source } = people[name];
  const luma = width * height;
  for (let n = 0; n < counterModulus; n++) {
    const frame = Buffer.alloc(luma * 3 / 2, 128);
    // A slow diagonal gradient with a ball that goes round: neither still nor noise, like a face before a wall.
    const bx = width / 2 + Math.cos(n / 20) * 180;
    const by = height / 2 + 20 + Math.sin(n / 20) * 100;
    for (let y = stripHeight; y < height; y++) {
      const row = y * width;
      for (let x = 0; x < width; x++) frame[row + x] = 60 + ((x + y + n) & 127);
      const dy = y - by;
      if (Math.abs(dy) < 40) {
        const half = Math.sqrt(1600 - dy * dy);
        frame.fill(230, row + Math.max(0, Math.round(bx - half)), row + Math.min(width, Math.round(bx + half)));
      }
    }
    frame.fill(100 + source * 8, luma, luma * 5 / 4);
    const bits = cells(source, n);
    const cell = width / stripCells;
    for (let y = 0; y < stripHeight; y++) {
      for (let i = 0; i < stripCells; i++) frame.fill(bits[i] ? 235 : 16, y * width + i * cell, y * width + (i + 1) * cell);
    }
    if (!ffmpeg.stdin.write(frame)) await once(ffmpeg.stdin, 'drain');
  }
  ffmpeg.stdin.end();
  const [code] = await done;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
  renameSync(making, file);
  return file;
}

/** The path of what the camera shows in tests that do not look at pictures: few, small, and without numbers; each person's in a colour of their own. Made once. */
export function sketch(name) {
  const file = path.join(folder, `${name}.y4m`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const [wide, high] = [width / 2, height / 2];
  const parts = [Buffer.from(`YUV4MPEG2 W${wide} H${high} F5:1 Ip A1:1 C420\n`)];
  for (let n = 0; n < 10; n++) {
    const frame = Buffer.alloc(wide * high * 3 / 2, 128);
    frame.fill(80, 0, wide * high);
    frame.fill(100 + people[name].source * 8, wide * high, wide * high * 5 / 4);
    // A bar that goes down: something moves.
    frame.fill(200, wide * n * 16, wide * (n + 1) * 16);
    parts.push(Buffer.from('FRAME\n'), frame);
  }
  const making = `${file}.part`;
  writeFileSync(making, Buffer.concat(parts));
  renameSync(making, file);
  return file;
}

/** The path of a sound for Chromium's fake microphone: speech, with a beep of the person's tone in every second. Made once. */
export function sound(name) {
  const file = path.join(folder, `${name}.wav`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const { tone, voice, text } = people[name];
  const speech = path.join(folder, `${name}.speech.wav`);
  execFileSync('espeak-ng', ['-v', voice, '-s', '150', '-w', speech, text]);
  const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', speech, '-ar', '48000', '-ac', '1', '-f', 's16le', '-'], { maxBuffer: 1 << 28 });
  const seconds = Math.ceil(raw.length / 2 / 48000);
  const samples = seconds * 48000;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0); wav.writeUInt32LE(36 + samples * 2, 4); wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16); wav.writeUInt16LE(1, 20); wav.writeUInt16LE(1, 22); wav.writeUInt32LE(48000, 24);
  wav.writeUInt32LE(96000, 28); wav.writeUInt16LE(2, 32); wav.writeUInt16LE(16, 34); wav.write('data', 36); wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) {
    const spoken = i * 2 + 1 < raw.length ? raw.readInt16LE(i * 2) * 0.5 : 0;
    // 350 ms of tone a second, with soft edges: noise suppression removes a tone that never stops.
    const t = i % 48000;
    const edge = Math.min(1, t / 480, (16800 - t) / 480);
    const beep = t < 16800 ? Math.sin(2 * Math.PI * tone * i / 48000) * 9000 * Math.max(0, edge) : 0;
    wav.writeInt16LE(Math.max(-32768, Math.min(32767, Math.round(spoken + beep))), 44 + i * 2);
  }
  writeFileSync(file, wav);
  return file;
}

/** Makes everybody's: tests that run at the same time would otherwise make them together. */
export async function makeInputs() {
  for (const name of Object.keys(people)) {
    await film(name);
    sketch(name);
    sound(name);
  }
}
