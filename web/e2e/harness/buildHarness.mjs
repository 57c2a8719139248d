// The harness in web/dev as the product is built, without what is only for those who fetch it from afar or install it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, loadConfigFromFile, preview } from 'vite';

const web = path.join(import.meta.dirname, '..', '..');

/**
 * Builds and serves it; answers its address and how to end it.
 * @param {object} [output] how the files are cut, where it is to be otherwise than for the product
 */
export async function buildHarness(output = {}) {
  const outDir = mkdtempSync(path.join(tmpdir(), 'visio-harness-'));
  const { config } = await loadConfigFromFile({ command: 'build', mode: 'production' }, path.join(web, 'vite.config.ts'), web);
  const shared = { root: web, configFile: false, logLevel: 'error', resolve: config.resolve };
  await build({
    ...shared,
    plugins: config.plugins.flat().filter(plugin => !/^visio-/.test(plugin.name)),
    build: { outDir, target: 'chrome123', sourcemap: false, reportCompressedSize: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 10_000, rolldownOptions: { input: ['index.html', 'dev/index.html'].map(file => path.join(web, file)), output } },
  });
  const site = await preview({ ...shared, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  return {
    origin: `http://127.0.0.1:${site.httpServer.address().port}`,
    async close() {
      await site.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
