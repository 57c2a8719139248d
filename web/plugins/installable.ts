import type { Plugin } from 'vite';
import { texts as de } from '../src/i18n/journey/de.ts';
import { texts as en } from '../src/i18n/journey/en.ts';
import { texts as fr, type Texts } from '../src/i18n/journey/fr.ts';
import { texts as nl } from '../src/i18n/journey/nl.ts';

const languages: Record<string, Texts> = { fr, en, de, nl };
const path = /^\/manifest\.(fr|en|de|nl)\.webmanifest$/;

/** What a browser needs to install the client (W3C Web Application Manifest), in each of our languages. */
export function installable(): Plugin {
  return {
    name: 'visio-installable',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const language = path.exec(request.url ?? '')?.[1];
        if (language === undefined) next();
        else response.setHeader('Content-Type', 'application/manifest+json').end(manifest(language));
      });
    },
    generateBundle() {
      for (const language of Object.keys(languages)) this.emitFile({ type: 'asset', fileName: `manifest.${language}.webmanifest`, source: manifest(language) });
    },
  };
}

function manifest(language: string): string {
  const { app, home } = languages[language] ?? fr;
  return JSON.stringify({
    // One application, whatever language its page is in when it is installed.
    id: '/',
    lang: language,
    dir: 'ltr',
    name: app.name,
    short_name: app.name,
    description: app.tagline,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#f6f7f5',
    theme_color: '#17614f',
    categories: ['business', 'productivity'],
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    shortcuts: [{ name: home.new, url: '/?new', icons: [{ src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' }] }],
  });
}
