import { expect, it } from 'vitest';
import { readReturnTo } from '../../src/client/returnTo';

const origin = 'https://visio.example.org';

it.each(['/abc-defg-hij', '/account', '/rooms/equipe/settings?tab=people#bans', '/'])('goes back to %s', (path) => {
  expect(readReturnTo(path, origin)).toBe(path);
});

it.each([
  null, '', 'account', 'https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', '\\\\evil.example', 'javascript:alert(1)',
  '/sign-in?returnTo=/x', '/setup', '/link#token', '///evil.example', '/..//evil.example', '/a/..//evil.example',
])('does not follow %s', (path) => {
  expect(readReturnTo(path, origin)).toBe('/');
});
