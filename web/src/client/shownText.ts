/**
 * What others wrote, made safe to show. React escapes markup; this takes care of what Unicode allows besides: characters that turn the
 * direction of what follows, that cannot be seen, that pile up over the lines above, and texts without end.
 */

/** Longest name and title of a room, in graphemes: what the server allows, with room for programs that allow more. */
const nameLength = 100;

/** Combining marks kept on one letter. Precomposed letters count as none; Hebrew with cantillation and Thai need several, ours do not. */
const marksKept = 4;
const marksOnOurs = 2;

/** UTF-16 units of one grapheme: the longest emoji in use is a kiss of two people with skin tones, 15 units. */
const graphemeUnits = 24;

/** Scripts in which the two joiners change how a word is written. */
const joined =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Nko}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Tibetan}\p{Script=Myanmar}]/u;
const pictures = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u20E3]/u;

/** Format characters that are drawn: signs over Arabic, Syriac and Kaithi numbers. */
const drawn = /[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}]/u;

/**
 * Everything that shows nothing by itself: controls, format characters (among them those that turn the direction), separators of
 * lines and paragraphs, private use, halves of surrogate pairs, fillers, and the braille cell without dots.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\uFFFC]/u;
const unseenAnywhere = new RegExp(unseen.source, 'gu');

/** A flag of a part of a country: a black flag and letters of another plane, with their end. */
const taggedFlag = /^\u{1F3F4}[\u{E0061}-\u{E007A}\u{E0030}-\u{E0039}]{2,6}\u{E007F}/u;

const piles = /(^|\P{M})([\p{Mn}\p{Me}]{2,})/gu;
const ours = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]/u;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

let unnamed = '?';
const names = new Map<string, string>();

/** What to call somebody whose name shows nothing. The screens say it, in their language. */
export function callUnnamed(text: string): void {
  unnamed = text;
  names.clear();
}

/** A name: one line that shows something. The same names come again and again, so they are remembered. */
export function shownName(raw: string): string {
  let name = names.get(raw);
  if (name === undefined) {
    name = shownLine(raw) || unnamed;
    if (names.size > 2000) names.clear();
    names.set(raw, name);
  }
  return name;
}

/** A title or another line, which may come out empty. */
export function shownLine(raw: string, most = nameLength): string {
  const line = cut(clean(ahead(raw, most).replace(/\uFEFF/gu, '').replace(/\s+/gu, ' ')), most);
  return visible.test(line) ? line : '';
}

/** A text of several lines. */
export function shownText(raw: string, most: number): string {
  const lines = ahead(raw, most)
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .split('\n')
    .map((line) => clean(line).trimEnd());
  const text = cut(lines.join('\n').replace(/\n{3,}/gu, '\n\n'), most);
  return visible.test(text) ? text : '';
}

/** A name for a file that somebody saves, whatever system they save it on. */
export function shownFileName(raw: string, most = 80): string {
  return shownLine(raw.replace(/[/\\:*?"<>|]/gu, ' '), most).replace(/^[.\s]+|[.\s]+$/gu, '');
}

/** A text within a sentence of ours: what is written from right to left must not turn the rest of the sentence. */
export function isolated(text: string): string {
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u.test(text) ? `\u2068${text}\u2069` : text;
}

/** Far more than can be shown is not even looked at. */
function ahead(raw: string, most: number): string {
  return raw.slice(0, most * graphemeUnits * 2);
}

function clean(line: string): string {
  return line
    .normalize('NFC')
    .replace(/\t/gu, ' ')
    .replace(unseenAnywhere, (one, at: number, whole: string) => (belongs(one, at, whole) ? one : ''))
    .replace(piles, (_pile, base: string, marks: string) => base + [...marks].slice(0, ours.test(base) ? marksOnOurs : marksKept).join(''));
}

/** Whether a character that shows nothing by itself changes how its neighbours are written. */
function belongs(one: string, at: number, whole: string): boolean {
  if (drawn.test(one)) return true;
  const before = codePointBefore(whole, at);
  const after = codePoint(whole, at + one.length);
  switch (one) {
    case '\u200D':
      return (pictures.test(before) && /\p{Extended_Pictographic}/u.test(after)) || joined.test(before);
    case '\u200C':
      return joined.test(before) && joined.test(after);
    case '\uFE0E':
    case '\uFE0F':
      return /\p{Emoji}/u.test(before);
  }
  if (one >= '\u{E0100}' && one <= '\u{E01EF}') return /\p{Script=Han}/u.test(before);
  if (one >= '\u{E0030}' && one <= '\u{E007F}') {
    const flag = whole.lastIndexOf('\u{1F3F4}', at);
    const found = flag < 0 ? null : taggedFlag.exec(whole.slice(flag));
    return found !== null && flag + found[0].length > at;
  }
  return false;
}

function codePointBefore(whole: string, at: number): string {
  const low = whole.charCodeAt(at - 1);
  return whole.slice(low >= 0xdc00 && low <= 0xdfff ? at - 2 : Math.max(0, at - 1), at);
}

function codePoint(whole: string, at: number): string {
  return at < whole.length ? String.fromCodePoint(whole.codePointAt(at) ?? 0) : '';
}

function cut(text: string, most: number): string {
  const kept: string[] = [];
  let units = 0;
  let more = false;
  for (const grapheme of graphemes(text.trim())) {
    units += grapheme.length;
    more = kept.length === most || units > most * 3;
    if (more) break;
    kept.push(grapheme.length > graphemeUnits ? grapheme.slice(0, graphemeUnits).replace(/[\uD800-\uDBFF\u200D]+$/u, '') : grapheme);
  }
  if (more) kept[kept.length - 1] = '…';
  return kept.join('').trim();
}

const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;

/** What a person counts as one character. Firefox before 125 only knows code points. */
function* graphemes(text: string): Iterable<string> {
  if (segmenter === null) yield* text;
  else for (const { segment } of segmenter.segment(text)) yield segment;
}
