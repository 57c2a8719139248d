import { fileURLToPath } from 'node:url';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { ariaLanguages } from './plugins/ariaLanguages.ts';
import { fontFirst } from './plugins/fontFirst.ts';
import { installable } from './plugins/installable.ts';
import { plainFonts } from './plugins/plainFonts.ts';
import { serviceWorker } from './plugins/serviceWorker.ts';

/** The Visio server that `npm run dev` forwards API and signalling calls to. */
const server = process.env.VISIO_SERVER ?? 'http://127.0.0.1:8080';

/** Files whose bytes repeat. Fonts, pictures and sounds are compressed already; source maps are for those who look for faults. */
const compressible = /\.(css|html|js|json|mjs|onnx|svg|tflite|txt|wasm|webmanifest)$/;

/** From as many bytes on the last tenth that brotli could win takes it ten seconds. */
const slowFrom = 1_000_000;

/** Puts a .br and a .gz beside each file that becomes smaller: the server sends them as they are, and computes nothing. */
function compressed(): Plugin {
  let folder = '';
  const copies = [
    {
      ending: '.br',
      compress: (bytes: Buffer) =>
        promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: bytes.length > slowFrom ? 9 : 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    },
    { ending: '.gz', compress: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }) },
  ];
  return {
    name: 'visio-compressed-copies',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      const files = (await readdir(folder, { recursive: true })).filter((file) => compressible.test(file));
      await Promise.all(
        files.map(async (file) => {
          const bytes = await readFile(join(folder, file));
          for (const { ending, compress } of copies) {
            const copy = await compress(bytes);
            if (copy.length < bytes.length * 0.95) {
              await writeFile(join(folder, file + ending), copy);
            }
          }
        }),
      );
    },
  };
}

export default defineConfig({
  resolve: {
    // The package does not export its WebAssembly files by name.
    alias: { 'vision-wasm': fileURLToPath(new URL('node_modules/@mediapipe/tasks-vision/wasm', import.meta.url)) },
  },
  plugins: [react(), ariaLanguages(['fr', 'en', 'de', 'nl']), fontFirst(/inter-latin-wght-normal/), plainFonts(), installable(), serviceWorker(), compressed()],
  build: {
    outDir: 'dist',
    // Browsers that know light-dark(): the theme switches inside the page, which a compiled fallback cannot do.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Our Content-Security-Policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    sourcemap: true,
    // Which file needs which: tests/weight.test.ts adds them up.
    manifest: true,
    // The second page is what the service worker shows when the server cannot be reached.
    rolldownOptions: { input: ['index.html', 'offline.html'] },
    // livekit-client alone is about 600 kB before compression; it is loaded when somebody enters a room.
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      '/api': server,
      '/rtc': { target: server, ws: true },
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    outputFile: { json: '.results/unit.json' },
  },
});
