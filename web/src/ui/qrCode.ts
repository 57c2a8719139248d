/** A square of modules, true where it is dark, without the quiet zone around it. */
export type QrCode = readonly (readonly boolean[])[];

interface Version {
  /** Bytes for errors in each block. */
  readonly check: number;
  /** Bytes of data in each block, short blocks first. */
  readonly blocks: readonly number[];
  /** Where the centres of the small squares are, in both directions. */
  readonly alignment: readonly number[];
}

/** Versions 1 to 9 with correction level M (ISO/IEC 18004, tables 9 and E.1): up to 180 bytes, more than any link of ours has. */
const versions: readonly Version[] = [
  { check: 10, blocks: [16], alignment: [] },
  { check: 16, blocks: [28], alignment: [6, 18] },
  { check: 26, blocks: [44], alignment: [6, 22] },
  { check: 18, blocks: [32, 32], alignment: [6, 26] },
  { check: 24, blocks: [43, 43], alignment: [6, 30] },
  { check: 16, blocks: [27, 27, 27, 27], alignment: [6, 34] },
  { check: 18, blocks: [31, 31, 31, 31], alignment: [6, 22, 38] },
  { check: 22, blocks: [38, 38, 39, 39], alignment: [6, 24, 42] },
  { check: 22, blocks: [36, 36, 36, 37, 37], alignment: [6, 26, 46] },
];

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
];

/** Draws a text as a QR code (ISO/IEC 18004:2015, byte mode). Null when it is too long for the sizes that a phone reads well. */
export function qrCode(text: string): QrCode | null {
  const bytes = new TextEncoder().encode(text);
  const index = versions.findIndex(({ blocks }) => bytes.length + 2 <= sum(blocks));
  const version = versions[index];
  if (version === undefined) return null;
  const codewords = withChecks(padded(bytes, sum(version.blocks)), version);
  const best = masks
    .map((_, mask) => draw(codewords, index + 1, version, mask))
    .reduce((one, other) => (penalty(other) < penalty(one) ? other : one));
  return best;
}

/** Mode, length, data, end, and the two bytes that fill what is left. */
function padded(bytes: Uint8Array, size: number): number[] {
  const nibbles = [4, bytes.length >> 4, bytes.length & 15, ...[...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0];
  const words: number[] = [];
  for (let i = 0; i < nibbles.length; i += 2) words.push(((nibbles[i] ?? 0) << 4) | (nibbles[i + 1] ?? 0));
  for (let i = 0; words.length < size; i++) words.push(i % 2 === 0 ? 0xec : 0x11);
  return words;
}

/** Cuts the data into blocks, adds Reed-Solomon bytes to each, and deals both out in turn. */
function withChecks(data: readonly number[], { blocks, check }: Version): number[] {
  let start = 0;
  const parts = blocks.map((length) => data.slice(start, (start += length)));
  const checks = parts.map((part) => remainder(part, check));
  const dealt = (lists: readonly (readonly number[])[]) =>
    Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
  return [...dealt(parts), ...dealt(checks)];
}

/** Division by the generator polynomial over GF(256) with 0x11d. */
function remainder(data: readonly number[], length: number): number[] {
  let generator = [1];
  for (let i = 0, root = 1; i < length; i++, root = times(root, 2)) {
    const next = [...generator, 0];
    generator.forEach((factor, place) => (next[place + 1] = (next[place + 1] ?? 0) ^ times(factor, root)));
    generator = next;
  }
  const rest = [...data, ...Array<number>(length).fill(0)];
  for (let i = 0; i < data.length; i++) {
    const factor = rest[i] ?? 0;
    generator.forEach((one, place) => (rest[i + place] = (rest[i + place] ?? 0) ^ times(one, factor)));
  }
  return rest.slice(data.length);
}

function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ (product & 0x80 ? 0x11d : 0);
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

function draw(codewords: readonly number[], number: number, { alignment }: Version, mask: number): boolean[][] {
  const size = 17 + 4 * number;
  const dark = Array.from({ length: size }, () => Array<boolean | null>(size).fill(null));
  const put = (row: number, column: number, value: boolean) => {
    const line = dark[row];
    if (line !== undefined && column >= 0 && column < size) line[column] = value;
  };
  const isFree = (row: number, column: number) => dark[row]?.[column] === null;

  // The three large squares with the light line around them.
  for (const [top, left] of [[0, 0], [0, size - 7], [size - 7, 0]] as const) {
    for (let r = -1; r <= 7; r++) for (let c = -1; c <= 7; c++) put(top + r, left + c, Math.max(Math.abs(r - 3), Math.abs(c - 3)) !== 2 && r >= 0 && r <= 6 && c >= 0 && c <= 6);
  }
  for (const row of alignment) {
    for (const column of alignment) {
      if (!isFree(row, column)) continue;
      for (let r = -2; r <= 2; r++) for (let c = -2; c <= 2; c++) put(row + r, column + c, Math.max(Math.abs(r), Math.abs(c)) !== 1);
    }
  }
  for (let i = 8; i < size - 8; i++) {
    put(6, i, i % 2 === 0);
    put(i, 6, i % 2 === 0);
  }
  putFormat(put, size, mask);
  if (number >= 7) putVersion(put, size, number);

  // Two columns at a time from the right, up and down in turn, around the upright line of dots.
  let bit = 0;
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const row = up ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (!isFree(row, column)) continue;
        const value = (((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
        put(row, column, value !== masks[mask]?.(row, column));
        bit++;
      }
    }
  }
  return dark.map((line) => line.map((value) => value === true));
}

type Put = (row: number, column: number, value: boolean) => void;

/** Level M is 00; both copies, and the one module that is always dark. */
function putFormat(put: Put, size: number, mask: number): void {
  const bits = ((mask << 10) | bch(mask << 10, 0x537)) ^ 0x5412;
  for (let i = 0; i < 15; i++) {
    const value = ((bits >> i) & 1) === 1;
    put(i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, 8, value);
    put(8, i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i, value);
  }
  put(size - 8, 8, true);
}

function putVersion(put: Put, size: number, number: number): void {
  const bits = (number << 12) | bch(number << 12, 0x1f25);
  for (let i = 0; i < 18; i++) {
    const value = ((bits >> i) & 1) === 1;
    const [near, far] = [Math.floor(i / 3), size - 11 + (i % 3)];
    put(near, far, value);
    put(far, near, value);
  }
}

function bch(value: number, generator: number): number {
  const length = 32 - Math.clz32(generator);
  let rest = value;
  while (32 - Math.clz32(rest) >= length) rest ^= generator << (32 - Math.clz32(rest) - length);
  return rest;
}

/** How hard a code would be to read (ISO/IEC 18004, 7.8.3): long lines, blocks, what looks like a corner, too much of one colour. */
function penalty(code: QrCode): number {
  const size = code.length;
  const columns = code.map((_, c) => code.map((line) => line[c] === true));
  let points = 0;
  for (const line of [...code, ...columns]) {
    const text = line.map((one) => (one ? '1' : '0')).join('');
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) points += run.length - 2;
    points += 40 * ([...text.matchAll(/(?=00001011101)/g)].length + [...text.matchAll(/(?=10111010000)/g)].length);
  }
  let filled = 0;
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < size; c++) {
      const value = code[r]?.[c];
      if (value === true) filled++;
      if (r > 0 && c > 0 && value === code[r - 1]?.[c] && value === code[r]?.[c - 1] && value === code[r - 1]?.[c - 1]) points += 3;
    }
  }
  return points + 10 * Math.floor(Math.abs(filled * 20 - size * size * 10) / (size * size));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);
