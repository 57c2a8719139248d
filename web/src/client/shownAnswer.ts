import { shownLine, shownName, shownText } from './shownText';

/** Longest text of a message that the server passes on. */
const textLength = 2000;

/** Reads JSON from our server. What people wrote in it (names, titles, messages) comes out safe to show. */
export function readAnswer(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    switch (key) {
      case 'title':
        return shownLine(value) || null;
      case 'name':
      case 'displayName':
        // Whoever never signed in has an empty one, and the screens show the address then.
        return value === '' ? '' : shownName(value);
      case 'text':
        return shownText(value, textLength);
      default:
        return value;
    }
  });
}
