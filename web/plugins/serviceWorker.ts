import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin, Rolldown } from 'vite';

const source = new URL('../worker/sw.js', import.meta.url);

/** Writes `/sw.js` with the list of what the first page and the page without a server need. */
export function serviceWorker(): Plugin {
  return {
    name: 'visio-service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
        const files = new Set<string>();
        const take = (chunk: Rolldown.OutputChunk) => {
          if (files.has(chunk.fileName)) return;
          files.add(chunk.fileName);
          for (const file of chunk.viteMetadata?.importedCss ?? []) files.add(file);
          for (const name of chunk.imports) {
            const next = chunks.find((one) => one.fileName === name);
            if (next !== undefined) take(next);
          }
        };
        for (const chunk of chunks) if (chunk.isEntry) take(chunk);
        for (const name of Object.keys(bundle)) if (/inter-latin-wght-normal.*\.woff2$/.test(name)) files.add(name);
        const hashed = [...files].sort().map((file) => `/${file}`);
        // Pages have the same name in every build: what changed in them counts too.
        const pages = Object.values(bundle).filter((one) => one.type === 'asset' && one.fileName.endsWith('.html'));
        const build = createHash('sha256').update(JSON.stringify([hashed, pages.map((one) => String('source' in one ? one.source : ''))])).digest('hex').slice(0, 12);
        const shell = { build, files: ['/offline.html', '/icon.svg', ...hashed], offline: '/offline.html' };
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: readFileSync(source, 'utf8').replace('SHELL', JSON.stringify(shell)) });
      },
    },
  };
}
