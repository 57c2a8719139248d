import type { Plugin } from 'vite';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

/** Numbers of the tables in the directory of a WOFF2 file (WOFF2, 4.1); the others name themselves. */
const known = { 10: 'glyf', 11: 'loca', 34: 'COLR', 35: 'CPAL' } as Readonly<Record<number, string>>;
const colours = ['COLR', 'CPAL'];

/**
 * Takes the colours out of fonts that bring their own: OpenDyslexic draws figures and punctuation in dark green and blue, whatever the
 * colour of the text, which nobody can read on a dark ground.
 */
export function plainFonts(): Plugin {
  return {
    name: 'plain-fonts',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && /opendyslexic.*\.woff2$/.test(file.fileName)) file.source = withoutColours(Buffer.from(file.source));
      }
    },
  };
}

/** The same font without the tables of its colours. */
export function withoutColours(font: Buffer): Buffer {
  const kept: Buffer[] = [];
  const parts: Buffer[] = [];
  let at = 48;
  /** A number of one to five bytes (WOFF2, UIntBase128). */
  const number = () => {
    let value = 0;
    for (let byte = 128; byte & 128; ) value = value * 128 + ((byte = font.readUInt8(at++)) & 127);
    return value;
  };
  const tables = Array.from({ length: font.readUInt16BE(12) }, () => {
    const start = at;
    const flags = font.readUInt8(at++);
    const own = (flags & 63) === 63;
    const name = own ? font.toString('latin1', at, (at += 4)) : (known[flags & 63] ?? '');
    const length = number();
    // Outlines are transformed unless they say that they are not; of the other tables it is the other way round.
    const transformed = name === 'glyf' || name === 'loca' ? flags >> 6 !== 3 : flags >> 6 !== 0;
    return { name, length, stored: transformed ? number() : length, entry: font.subarray(start, at) };
  });
  const packed = font.readUInt32BE(20);
  const data = brotliDecompressSync(font.subarray(at, at + packed));
  let from = 0;
  let removed = 0;
  for (const { name, length, stored, entry } of tables) {
    if (colours.includes(name)) removed += 16 + Math.ceil(length / 4) * 4;
    else {
      kept.push(entry);
      parts.push(data.subarray(from, from + stored));
    }
    from += stored;
  }
  const repacked = brotliCompressSync(Buffer.concat(parts));
  const header = Buffer.from(font.subarray(0, 48));
  header.writeUInt16BE(kept.length, 12);
  header.writeUInt32BE(header.readUInt32BE(16) - removed, 16);
  header.writeUInt32BE(repacked.length, 20);
  // Neither metadata nor private data follow.
  header.fill(0, 28, 48);
  const body = Buffer.concat([header, ...kept, repacked]);
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
  padded.writeUInt32BE(padded.length, 8);
  return padded;
}
