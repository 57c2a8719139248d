// Runs the browser tests one after the other and leaves a summary in .results/e2e.json. Those in tests/network run in a network
// namespace of their own, with an interface that is not loopback and links that can be made bad.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { networkAddress, setUpNetwork } from './harness/network.mjs';
import { writeSummary } from './harness/summary.mjs';

const here = import.meta.dirname;
const inside = process.env.VISIO_NETWORK === 'inside';
const wanted = process.argv.slice(2);
const filesIn = folder => readdirSync(path.join(here, folder))
  .filter(f => f.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some(w => f.includes(w))))
  .sort()
  .map(f => path.join(here, folder, f));

/** Runs files in this network; answers what their tests came to. */
async function runHere(files) {
  const tests = [];
  if (files.length === 0) return tests;
  const stream = run({ files, concurrency: 1, timeout: 15 * 60_000 });
  // A suite and a file are reported as tests of their own: they count only where they failed without a test of theirs.
  const isTest = data => data.details?.type !== 'suite' && !files.includes(data.name);
  stream.on('test:pass', data => { if (isTest(data)) tests.push({ name: data.name, passed: !data.skip && !data.todo }); });
  stream.on('test:fail', data => {
    const cause = data.details?.error?.cause ?? data.details?.error;
    if (isTest(data) || data.details?.error?.failureType !== 'subtestsFailed') tests.push({ name: data.name, passed: false, error: String(cause?.message ?? cause) });
  });
  stream.compose(spec).pipe(process.stdout);
  await new Promise(resolve => stream.on('end', resolve));
  return tests;
}

/** Runs tests/network through this script in a fresh namespace, as its root, which needs no rights outside. */
function runInNamespace() {
  const results = path.join(here, '.results/network.json');
  rmSync(results, { force: true });
  spawnSync('unshare', ['--map-root-user', '--net', process.execPath, import.meta.filename, ...wanted], {
    stdio: 'inherit', env: { ...process.env, VISIO_NETWORK: 'inside' },
  });
  try {
    return JSON.parse(readFileSync(results, 'utf8')).tests;
  } catch (e) {
    return [{ name: 'tests in a network namespace', passed: false, error: `they did not run: ${e.message}` }];
  }
}

if (inside) {
  setUpNetwork();
  process.env.VISIO__Media__BindAddress = networkAddress;
  process.env.VISIO__Media__AdvertisedAddresses__0 = networkAddress;
  process.exitCode = writeSummary('network', await runHere(filesIn('tests/network')));
} else {
  const tests = await runHere(filesIn('tests'));
  if (filesIn('tests/network').length > 0) tests.push(...runInNamespace());
  process.exitCode = writeSummary('e2e', tests);
}
