import { describe, expect, it } from 'vitest';
import { en } from '../../src/i18n/en';
import { fr } from '../../src/i18n/fr';

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`)));
}

const french = new Map(leaves(fr));
const english = new Map(leaves(en));
const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe('the texts', () => {
  it('exist in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...french.keys()].sort());
  });

  it('fill the same places in both languages', () => {
    for (const [key, text] of french) expect([key, slots(english.get(key) ?? '')]).toEqual([key, slots(text)]);
  });

  it('use the typographic apostrophe in French', () => {
    expect([...french].filter(([, text]) => text.includes("'")).map(([key]) => key)).toEqual([]);
  });
});
