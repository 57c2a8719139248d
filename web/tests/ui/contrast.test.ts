import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Text on its background must reach 4.5:1, and the edges of controls 3:1 (WCAG 2.1, 1.4.3 and 1.4.11). */
const texts: readonly [string, string][] = [
  ['ink', 'paper'],
  ['ink', 'surface'],
  ['ink', 'raised'],
  ['ink', 'sunken'],
  ['ink-soft', 'paper'],
  ['ink-soft', 'surface'],
  ['ink-soft', 'raised'],
  ['ink-soft', 'sunken'],
  ['accent', 'paper'],
  ['accent', 'surface'],
  ['accent', 'accent-soft'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger'],
  ['on-danger', 'danger-hover'],
  ['danger-ink', 'paper'],
  ['danger-ink', 'danger-soft'],
  ['warning-ink', 'warning-soft'],
];
const edges: readonly [string, string][] = [
  ['line-strong', 'surface'],
  ['line-strong', 'paper'],
  ['focus', 'paper'],
  ['focus', 'surface'],
];

const css = readFileSync(new URL('../../src/ui/tokens.css', import.meta.url), 'utf8');
const strongStart = css.indexOf(":root[data-contrast='more']");
const readTokens = (text: string) =>
  new Map(
  [...text.matchAll(/--([\w-]+):\s*(?:light-dark\((#\w{6}),\s*(#\w{6})\)|(#\w{6}));/g)].map(([, name = '', light, dark, both]) => [
    name,
    { light: light ?? both ?? '', dark: dark ?? both ?? '' },
  ]),
);
const tokens = readTokens(css.slice(0, strongStart));
const strong = new Map([...tokens, ...readTokens(css.slice(strongStart))]);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  it.each(texts)('%s can be read on %s', (text, back) => {
    expect(contrast(tokens.get(text)?.[theme] ?? '', tokens.get(back)?.[theme] ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(edges)('%s can be seen on %s', (edge, back) => {
    expect(contrast(tokens.get(edge)?.[theme] ?? '', tokens.get(back)?.[theme] ?? '')).toBeGreaterThanOrEqual(3);
  });
});

it('a name can be read over a white picture through its scrim', () => {
  const alpha = Number(/--scrim: rgb\(8 11 10 \/ (\d+)%\)/.exec(css)?.[1]) / 100;
  const mixed = [8, 11, 10].map((value) => Math.round(value * alpha + 255 * (1 - alpha)).toString(16).padStart(2, '0'));
  expect(contrast('#ffffff', `#${mixed.join('')}`)).toBeGreaterThanOrEqual(4.5);
});

describe.each(['light', 'dark'] as const)('with more contrast, in the %s theme', (theme) => {
  it.each(texts)('%s is at 7:1 on %s', (text, back) => {
    expect(contrast(strong.get(text)?.[theme] ?? '', strong.get(back)?.[theme] ?? '')).toBeGreaterThanOrEqual(7);
  });

  it.each([...edges, ['line', 'surface'], ['line', 'paper']] as [string, string][])('%s is at 4.5:1 on %s', (edge, back) => {
    expect(contrast(strong.get(edge)?.[theme] ?? '', strong.get(back)?.[theme] ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});
