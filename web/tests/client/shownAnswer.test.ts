import { expect, it } from 'vitest';
import { readAnswer } from '../../src/client/shownAnswer';

it('makes what people wrote safe to show, and leaves the rest alone', () => {
  const answer = readAnswer(
    JSON.stringify({
      rooms: [{ slug: 'abc', title: 'Comité\u202E\u200B' }, { slug: 'def', title: '\u2800' }, { slug: 'ghi', title: null }],
      user: { displayName: 'Ali\u0000ce\n', email: 'alice@example.org', name: '' },
      messages: [{ id: '1', from: 'p\u200B1', text: 'un\u202E\r\ndeux' }],
      token: 'a\u200Bb',
      count: 3,
    }),
  );
  expect(answer).toEqual({
    rooms: [{ slug: 'abc', title: 'Comité' }, { slug: 'def', title: null }, { slug: 'ghi', title: null }],
    user: { displayName: 'Alice', email: 'alice@example.org', name: '' },
    messages: [{ id: '1', from: 'p\u200B1', text: 'un\ndeux' }],
    token: 'a\u200Bb',
    count: 3,
  });
});
