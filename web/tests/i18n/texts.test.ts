import { describe, expect, it } from 'vitest';
import { languages } from '../../src/i18n';

type Tree = { readonly [key: string]: string | Tree };

const files = import.meta.glob<{ texts: Tree }>('../../src/i18n/*/*.ts', { eager: true });
const namespaces = [...new Set(Object.keys(files).map((path) => path.split('/').at(-2) ?? ''))];

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`)));
}

const textsOf = (namespace: string, language: string) => new Map(leaves(files[`../../src/i18n/${namespace}/${language}.ts`]?.texts ?? {}));
const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

it('there are texts', () => {
  expect(namespaces).toContain('journey');
  expect(textsOf('journey', 'fr').size).toBeGreaterThan(100);
});

describe.each(namespaces)('the texts of %s', (namespace) => {
  const french = textsOf(namespace, 'fr');

  it.each(languages)('are complete in %s', (language) => {
    const texts = textsOf(namespace, language);
    expect([...texts.keys()].sort()).toEqual([...french.keys()].sort());
    for (const [key, text] of french) expect([key, slots(texts.get(key) ?? '')]).toEqual([key, slots(text)]);
    expect([...texts].filter(([, text]) => text.trim() === '' ).map(([key]) => key).filter((key) => french.get(key) !== '')).toEqual([]);
  });

  it('use the typographic apostrophe in French', () => {
    expect([...french].filter(([, text]) => text.includes("'")).map(([key]) => key)).toEqual([]);
  });
});
