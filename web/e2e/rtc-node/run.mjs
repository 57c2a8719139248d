// Runs the end-to-end tests that ship inside the npm package @livekit/rtc-node, unchanged, against our server.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startServer } from '../harness/server.mjs';
import { writeSummary } from '../harness/summary.mjs';

const here = import.meta.dirname;
const e2e = path.join(here, '..');
// The package's sources have to lie outside node_modules, where vitest does not look for tests.
const sources = path.join(e2e, '.inputs', 'rtc-node');
const report = path.join(e2e, '.results', 'rtc-node.vitest.json');
/** The package has 29; a run in which some were skipped is a failed run. */
const expected = 29;

rmSync(sources, { recursive: true, force: true });
mkdirSync(sources, { recursive: true });
mkdirSync(path.dirname(report), { recursive: true });
rmSync(report, { force: true });
cpSync(path.join(e2e, 'node_modules/@livekit/rtc-node/src'), sources, { recursive: true });

const server = await startServer('media');
try {
  spawnSync('npx', ['--no-install', 'vitest', 'run', '--config', path.join(here, 'vitest.config.mjs'), '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)], {
    cwd: e2e,
    stdio: 'inherit',
    timeout: 8 * 60_000,
    env: { ...process.env, CI: '1', LIVEKIT_URL: `ws://127.0.0.1:${server.port}`, LIVEKIT_API_KEY: 'devkey', LIVEKIT_API_SECRET: 'secret' },
  });
} finally {
  await server.stop();
}

const tests = JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(file => file.assertionResults.map(t => ({
  name: t.fullName,
  passed: t.status === 'passed',
  error: t.failureMessages?.[0]?.split('\n')[0] ?? (t.status === 'passed' ? undefined : t.status),
})));
if (process.argv.length === 2 && tests.length !== expected) tests.push({ name: `the package has ${expected} tests, ${tests.length} were seen`, passed: false });
for (const t of tests.filter(t => !t.passed)) console.log(`failed: ${t.name}: ${t.error}`);
process.exitCode = writeSummary('rtc-node', tests);
