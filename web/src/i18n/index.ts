import i18next, { type BackendModule, type Resource } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { callUnnamed, isolated } from '../client/shownText';
import type { Texts as Access } from './access/fr';
import type { Texts as Admin } from './admin/fr';
import type { Texts as Journey } from './journey/fr';
import type { Texts as Devices } from './devices/fr';
import { firstLanguage, languages, rememberLanguage, type Language } from './languages';
import type { Texts as Diagnostics } from './diagnostics/fr';
import type { Texts as Manage } from './manage/fr';
import type { Texts as Stage } from './stage/fr';
import type { Texts as Stress } from './stress/fr';
import type { Texts as Talk } from './talk/fr';

interface Namespaces {
  /** Home, entering, the call's frame and its end. */
  journey: Journey;
  /** The pictures of a call. */
  stage: Stage;
  /** Chat, reactions, typed and spoken text. */
  talk: Talk;
  /** Camera, microphone, loudspeaker, effects. */
  devices: Devices;
  /** Weak machines and weak networks. */
  stress: Stress;
  /** The connection test. */
  diagnostics: Diagnostics;
  /** Shortcuts, fonts, announcements. */
  access: Access;
  /** The pages around meetings. */
  manage: Manage;
  admin: Admin;
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'journey';
    resources: Namespaces;
  }
}

export { languages, type Language };

/** What the screens of a call say; loaded together, so that no panel waits for its words. */
export const callTexts = ['stage', 'talk', 'devices', 'stress', 'access'] as const;

/** Every file of texts is a chunk of its own: a browser loads one language, and of it what its pages say. */
const files = import.meta.glob<{ texts: Resource }>(['./*/*.ts', '!./offline/*.ts']);

const backend: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, callback) {
    const load = files[`./${namespace}/${language}.ts`];
    if (load === undefined) callback(new Error(`no texts ${namespace} in ${language}`), null);
    else load().then(({ texts }) => callback(null, texts), (error: unknown) => callback(error as Error, null));
  },
};

/** Settles when the texts of the journey are there. No language falls back on another: a test keeps them complete. */
export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    document.documentElement.dir = i18next.dir(language);
    // What an installed application is called, and its shortcuts, in the language chosen last.
    document.querySelector('link[rel="manifest"]')?.setAttribute('href', `/manifest.${language}.webmanifest`);
    callUnnamed(i18next.t('app.unnamed'));
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: false,
      ns: ['journey'],
      defaultNS: 'journey',
      // Not HTML, which React escapes: what a name brings into a sentence must not turn the sentence around.
      interpolation: { escapeValue: true, escape: isolated },
    });
}

/** Loads what a page is about to say. */
export async function loadTexts(namespaces: readonly (keyof Namespaces)[]): Promise<void> {
  await i18next.loadNamespaces([...namespaces]);
}

export async function chooseLanguage(language: Language): Promise<void> {
  rememberLanguage(language);
  await i18next.changeLanguage(language);
}
