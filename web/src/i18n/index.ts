import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { AdminTexts } from './admin/fr';
import { en } from './en';
import { fr, type Texts } from './fr';
import type { ManageTexts } from './manage/fr';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Texts; manage: ManageTexts; admin: AdminTexts };
  }
}

export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

const key = 'visio.language';

/** The language chosen here before, or the first of the browser's that we speak, or French. */
function firstLanguage(): Language {
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

export function startI18n(): void {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  void i18next.use(initReactI18next).init({
    resources: { fr: { translation: fr }, en: { translation: en } },
    lng: firstLanguage(),
    fallbackLng: 'fr',
    initAsync: false,
    interpolation: { escapeValue: false },
  });
}

export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // Not remembered then; still spoken.
  }
  void i18next.changeLanguage(language);
}
