/** Longest emoji that is believed to be one, in UTF-16 units: a family with skin tones stays below. */
const emojiLimit = 32;

const picture = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)/u;
const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;

/** Whether a text is one emoji and nothing else. */
export function isEmoji(text: unknown): text is string {
  if (typeof text !== 'string' || text.length > emojiLimit || !picture.test(text)) return false;
  if (segmenter === null) return true;
  return [...segmenter.segment(text)].length === 1;
}
