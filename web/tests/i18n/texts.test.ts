import { describe, expect, it } from 'vitest';
import { en as adminEn } from '../../src/i18n/admin/en';
import { fr as adminFr } from '../../src/i18n/admin/fr';
import { en } from '../../src/i18n/en';
import { fr } from '../../src/i18n/fr';
import { en as manageEn } from '../../src/i18n/manage/en';
import { fr as manageFr } from '../../src/i18n/manage/fr';

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`)));
}

const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe.each([
  ['of meetings', fr, en],
  ['of the pages around them', manageFr, manageEn],
  ['of the administration', adminFr, adminEn],
] as const)('the texts %s', (_, frenchTexts, englishTexts) => {
  const french = new Map(leaves(frenchTexts));
  const english = new Map(leaves(englishTexts));

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
