// The harness in web/dev as the product is built, without what is only for those who fetch it from afar or install it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { build, loadConfigFromFile, preview } from 'vite';

const web = path.join(import.meta.dirname, '..', '..');
const kept = path.join(web, 'e2e', '.inputs');

/** Each file is asked for through the harness, which takes longer than reading what a state does not need. */
export const fewFiles = { codeSplitting: { groups: [{ name: 'all', test: /node_modules\/(?!@mediapipe|@sapphi)|src\/(ui|i18n|client|meeting)\// }] } };

/** What it is made of, by its size and the time of its last change: one that is made of the same is the same. */
function madeOf(output) {
  const hash = createHash('sha256').update(JSON.stringify(output, (_, value) => (value instanceof RegExp ? String(value) : value)));
  const take = file => {
    const { size, mtimeMs } = statSync(path.join(web, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  };
  for (const folder of ['src', 'dev', 'public', 'plugins']) {
    for (const entry of readdirSync(path.join(web, folder), { recursive: true, withFileTypes: true })) if (entry.isFile()) take(path.relative(web, path.join(entry.parentPath, entry.name)));
  }
  for (const file of ['index.html', 'vite.config.ts', 'tsconfig.json', 'package-lock.json']) take(file);
  return hash.digest('hex').slice(0, 16);
}

/**
 * Builds it, where that was not done before, and serves it; answers its address and how to end it.
 * @param {object} [output] how the files are cut, where it is to be otherwise than for the product
 */
export async function buildHarness(output = {}) {
  const { config } = await loadConfigFromFile({ command: 'build', mode: 'production' }, path.join(web, 'vite.config.ts'), web);
  const shared = { root: web, configFile: false, logLevel: 'error', resolve: config.resolve };
  const outDir = path.join(kept, `harness-${madeOf(output)}`);
  if (!existsSync(outDir)) {
    mkdirSync(kept, { recursive: true });
    // What was made of what is no more.
    const isOld = name => /^(harness|making)-/.test(name) && Date.now() - statSync(path.join(kept, name)).mtimeMs > 86_400_000;
    for (const name of readdirSync(kept).filter(isOld)) rmSync(path.join(kept, name), { recursive: true, force: true });
    const making = mkdtempSync(path.join(kept, 'making-'));
    await build({
      ...shared,
      plugins: config.plugins.flat().filter(plugin => !/^visio-/.test(plugin.name)),
      build: { outDir: making, emptyOutDir: true, target: 'chrome123', sourcemap: false, reportCompressedSize: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 10_000, rolldownOptions: { input: ['index.html', 'dev/index.html'].map(file => path.join(web, file)), output } },
    });
    try {
      renameSync(making, outDir);
    } catch (e) {
      // Another test has made it meanwhile.
      if (!existsSync(outDir)) throw e;
      rmSync(making, { recursive: true });
    }
  }
  const site = await preview({ ...shared, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  return { origin: `http://127.0.0.1:${site.httpServer.address().port}`, close: () => site.close() };
}
