// What a browser has to fetch for a page, from the list that the build leaves beside the files.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

export const dist = path.join(import.meta.dirname, '..', '..', 'dist');

/** Modules that are imported only when they are needed, by page; with them comes everything that they import themselves. */
const pages = {
  home: ['index.html', 'src/app/HomePage.tsx', 'src/i18n/journey/fr.ts'],
  call: [
    'index.html', 'src/i18n/journey/fr.ts', 'src/app/RoomPage.tsx', 'src/app/CallPage.tsx', 'src/client/liveKitRoom.ts',
    ...['stage', 'talk', 'devices', 'stress', 'access'].map(name => `src/i18n/${name}/fr.ts`),
  ],
  /** What is fetched ahead once a call has lasted for some seconds. */
  ahead: ['src/ui/MenuList.tsx', 'src/ui/DialogFrame.tsx'],
};

/** @param {keyof typeof pages} page @returns {Map<string, number>} the page's scripts and their bytes as the server sends them */
export function scriptsOf(page) {
  const manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8'));
  const files = new Map();
  const take = key => {
    const { file, imports = [] } = manifest[key];
    if (files.has(file)) return;
    files.set(file, sentSize(file));
    imports.forEach(take);
  };
  pages[page].forEach(take);
  return files;
}

/** Bytes of a file as the server sends it to a browser that accepts brotli. */
function sentSize(file) {
  const beside = readdirSync(path.dirname(path.join(dist, file)));
  return statSync(path.join(dist, beside.includes(`${path.basename(file)}.br`) ? `${file}.br` : file)).size;
}

/** Counts the scripts that a page fetches from now on, with the bytes of their bodies as they came over the wire. */
export async function countScripts(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  const names = new Map();
  const scripts = new Map();
  cdp.on('Network.responseReceived', ({ requestId, response }) => {
    if (/javascript/.test(response.mimeType)) names.set(requestId, { file: new URL(response.url).pathname.slice(1), head: response.encodedDataLength });
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const script = names.get(requestId);
    if (script !== undefined) scripts.set(script.file, encodedDataLength - script.head);
  });
  return { cdp, scripts };
}

export const total = files => [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
