import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** The Visio server that `npm run dev` forwards API and signalling calls to. */
const server = process.env.VISIO_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    // Browsers that know light-dark(): the theme switches inside the page, which a compiled fallback cannot do.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // Our Content-Security-Policy allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    sourcemap: true,
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
