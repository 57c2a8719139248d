export const languages = ['fr', 'en', 'de', 'nl'] as const;
export type Language = (typeof languages)[number];

const key = 'visio.language';

/** The language chosen here before, or the first of the browser's that we speak, or French. */
export function firstLanguage(): Language {
  const wanted = [readChoice(), ...navigator.languages].map((tag) => tag?.slice(0, 2).toLowerCase());
  return wanted.find((tag): tag is Language => (languages as readonly (string | undefined)[]).includes(tag)) ?? 'fr';
}

function readChoice(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // Not remembered then; still spoken.
  }
}
