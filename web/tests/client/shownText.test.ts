import { afterEach, describe, expect, it } from 'vitest';
import { callUnnamed, isolated, shownFileName, shownLine, shownName, shownText } from '../../src/client/shownText';

afterEach(() => callUnnamed('?'));

describe('names that people have', () => {
  it.each([
    ['Jean-Baptiste Lefebvre de La Rochefoucauld'],
    ['Nguyễn Thị Ánh'],
    ['Zoë Åström'],
    ['اَحْمَد'],
    // Persian and Indic words need the joiners between their letters.
    ['می\u200Cخواهم'],
    ['क्\u200Dष'],
    ['ශ්\u200Dරී'],
    ['שָׁלוֹם'],
    ['น้ำผึ้ง'],
    ['田中 優希'],
    ['葛\u{E0100}城'],
    ['👩‍👩‍👧‍👦 Famille'],
    ['👩🏽‍💻'],
    ['❤️‍🔥'],
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿 England'],
    ['🇫🇷'],
    ['1️⃣ Salle'],
    ['<b>Camille</b> & "Nadia"'],
  ])('%s stays as it is', (name) => {
    expect(shownName(name)).toBe(name.normalize('NFC'));
  });

  it('are composed, so that accents are no pile of marks', () => {
    expect(shownName('Nguye\u0302\u0303n')).toBe('Nguyễn');
  });
});

describe('a museum of hostile names', () => {
  it.each([
    ['an override of direction', 'Camille\u202Egnp.exe', 'Camillegnp.exe'],
    ['embeddings and isolates', '\u202A\u202BA\u202C\u2066\u2067\u2068B\u2069\u200E\u200F\u061C', 'AB'],
    ['zero-width characters', 'A\u200Bd\u200Cm\uFEFF\u200Di\u2060n\uFEFF', 'Admin'],
    ['a soft hyphen and a grapheme joiner', 'Ad\u00ADmi\u034Fn', 'Admin'],
    ['fillers of Hangul and braille', '\u3164\u115F\u1160\uFFA0\u2800Bob', 'Bob'],
    ['lines and tabs', 'Camille\nDurand\r\n\tHost\u2028x\u2029y', 'Camille Durand Host x y'],
    ['control characters', 'Ca\u0000mi\u0007lle\u001B[31m\u009B', 'Camille[31m'],
    ['half a pair of surrogates', 'A\uD83DB\uDE00', 'AB'],
    ['private use', 'A\uE000\u{F0000}B', 'AB'],
    ['hidden tag letters', `Bob\u{E0001}\u{E0068}\u{E0069}`, 'Bob'],
    ['hidden tag letters behind a flag that is none', `\u{1F3F4}\u{E0068}Bob`, '🏴Bob'],
    ['variation selectors without a picture', 'B\uFE0F\uFE00\u{E0101}ob', 'Bob'],
    ['joiners around nothing', '\u200DBob\u200D\u200D \u200C', 'Bob'],
    ['musical controls and deprecated format', 'A\u{1D173}\u206A\uFFF9B', 'AB'],
    ['spaces of every width', '\u00A0\u2003Bob\u3000 \u205FDupont\u00A0', 'Bob Dupont'],
  ])('%s', (_what, raw, shown) => {
    expect(shownName(raw)).toBe(shown);
  });

  it('what shows nothing gets a name in the language of the page', () => {
    callUnnamed('Sans nom');
    for (const nothing of ['', '   ', '\u200B\u200B', '\u2800', '\u3164', '\u202E\u202C', '\u0301\u0301', '\n\n']) expect(shownName(nothing)).toBe('Sans nom');
    callUnnamed('Unnamed');
    expect(shownName('')).toBe('Unnamed');
  });

  it('piles of marks come down to a few', () => {
    const zalgo = [...'Zalgo'].map((letter) => letter + '\u0315\u031b\u0340\u0489\u0328\u0334\u0362'.repeat(20)).join('');
    const shown = shownName(zalgo);
    expect(shown.normalize('NFD').replace(/\p{M}/gu, '')).toBe('Zalgo');
    expect(shown.length).toBeLessThan(20);
  });

  it('ten thousand characters are cut where a person would, and quickly', () => {
    const family = '👩‍👩‍👧‍👦';
    const started = performance.now();
    expect(shownName('x'.repeat(10_000))).toBe(`${'x'.repeat(99)}…`);
    // A hundred families would be eight hundred people to read aloud.
    expect(shownName(family.repeat(1000))).toBe(`${family.repeat(26)}…`);
    expect(shownName('👍🏽'.repeat(5000))).toBe(`${'👍🏽'.repeat(74)}…`);
    expect(shownName('a'.repeat(10_000_000)).length).toBe(100);
    // One grapheme without end: a chain of joined pictures.
    expect(shownName(`${'👩\u200D'.repeat(5000)}👩`).length).toBeLessThan(40);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('nothing that is shown cuts a pair of surrogates in two', () => {
    for (let at = 1; at < 60; at++) {
      const shown = shownLine('👩\u200D'.repeat(40), at) + shownText(`a${'💥'.repeat(100)}`, at);
      expect(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(shown)).toBe(false);
    }
  });
});

describe('texts of several lines', () => {
  it('keep their lines, but not a hundred empty ones', () => {
    expect(shownText('Bonjour,\r\n\r\n  - un\r- deux\u2028- trois\n\n\n\n\n\nFin\n\n', 1000)).toBe('Bonjour,\n\n  - un\n- deux\n- trois\n\nFin');
  });

  it('lose what turns or hides', () => {
    expect(shownText('https://exemple.fr/\u202Egpj.exe\u200B\n\u0000ok', 1000)).toBe('https://exemple.fr/gpj.exe\nok');
  });

  it('are cut by what a person counts', () => {
    expect(shownText('é'.normalize('NFD').repeat(10), 5)).toBe('éééé…'.normalize('NFC'));
    expect(shownText('\u200B\n\u200B', 5)).toBe('');
  });
});

describe('names of files', () => {
  it.each([
    ['../../etc/passwd', 'etc passwd'],
    ['Comité : budget 2026 ?', 'Comité budget 2026'],
    ['con\u202Efdp.exe', 'confdp.exe'],
    ['...', ''],
  ])('%s', (raw, name) => {
    expect(shownFileName(raw)).toBe(name);
  });
});

it('what is written from right to left does not turn the sentence around it', () => {
  expect(isolated('Camille')).toBe('Camille');
  expect(isolated('שלום')).toBe('\u2068שלום\u2069');
  expect(isolated('Ali علي')).toBe('\u2068Ali علي\u2069');
});
