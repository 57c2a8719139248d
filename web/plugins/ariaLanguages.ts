import type { Plugin } from 'vite';

/**
 * React Aria brings the few words that it says itself in thirty-four languages, in every module that says some. This keeps those that
 * the client speaks. They are imported and listed one a line in files of this name.
 */
export function ariaLanguages(kept: readonly string[]): Plugin {
  const line = /"\.\.\/intl\/\w+\/([a-z]{2})-[A-Z]{2}\.mjs";$|^\s*"([a-z]{2})-[A-Z]{2}": /;
  return {
    name: 'visio-aria-languages',
    transform: {
      filter: { id: /react-(aria|stately)[^?]*\/intlStrings\.mjs$/ },
      handler(code) {
        const lines = code.split('\n').filter((text) => {
          const found = line.exec(text);
          return found === null || kept.includes(found[1] ?? found[2] ?? '');
        });
        return { code: lines.join('\n'), map: null };
      },
    },
  };
}
