// Runs the browser tests and leaves a summary in .results/e2e.json. Those in tests/network, zoo and links run in a network
// namespace of their own, with an interface that is not loopback and links that can be made bad.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { makeInputs } from './harness/inputs.mjs';
import { networkAddress, setUpNetwork } from './harness/network.mjs';
import { writeSummary } from './harness/summary.mjs';

/** What runs in a network of its own. */
const separate = ['tests/network', 'tests/zoo', ...(process.env.VISIO_SOAK === undefined ? [] : ['tests/links'])];

const here = import.meta.dirname;
const inside = process.env.VISIO_NETWORK === 'inside';
const wanted = process.argv.slice(2);
const filesIn = folder => readdirSync(path.join(here, folder))
  .filter(f => f.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some(w => f.includes(w))))
  .sort()
  .map(f => path.join(here, folder, f));

// These wait for what is to be seen, however long that takes: two at a time, the longest first. The others say how long something took or
// how it looked and sounded meanwhile: one at a time, beside those in a network of their own.
const unhurried = [
  'access', 'moderation', 'accounts', 'screens', 'lobby', 'stage', 'words', 'talk', 'words-hostile', 'devices-before', 'codecs', 'clients', 'remote',
  'sequences', 'stress', 'stage-touch', 'access-journey', 'effects', 'rooms', 'identity', 'provider', 'server-api',
].map(name => path.join(here, 'tests', `${name}.test.mjs`));

/** Runs files in this network, `concurrency` at a time; answers what their tests came to. */
async function runHere(files, concurrency = 1) {
  const tests = [];
  if (files.length === 0) return tests;
  const stream = run({ files, concurrency, timeout: 30 * 60_000 });
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

/**
 * Runs tests/network through this script in a fresh namespace, as its root, which needs no rights outside.
 * @param {boolean} isBeside others, which say what they say meanwhile: then it comes when it is over
 */
async function runInNamespace(isBeside) {
  const results = path.join(here, '.results/network.json');
  rmSync(results, { force: true });
  const child = spawn('unshare', ['--map-root-user', '--net', process.execPath, import.meta.filename, ...wanted], {
    stdio: isBeside ? ['ignore', 'pipe', 'pipe'] : 'inherit', env: { ...process.env, VISIO_NETWORK: 'inside' },
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', part => said.push(part));
  await once(child, 'close');
  process.stdout.write(Buffer.concat(said));
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
  process.exitCode = writeSummary('network', await runHere(separate.flatMap(filesIn)));
} else {
  await makeInputs();
  const files = filesIn('tests');
  const tests = await runHere(unhurried.filter(f => files.includes(f)), 2);
  const alone = files.filter(f => !unhurried.includes(f));
  const apart = separate.flatMap(filesIn).length > 0 ? runInNamespace(alone.length > 0) : [];
  tests.push(...await runHere(alone), ...await apart);
  process.exitCode = writeSummary('e2e', tests);
}
