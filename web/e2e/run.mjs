// Runs the browser tests one after the other and leaves a summary in .results/e2e.json.
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { writeSummary } from './harness/summary.mjs';

const here = import.meta.dirname;
const wanted = process.argv.slice(2);
const files = readdirSync(path.join(here, 'tests'))
  .filter(f => f.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some(w => f.includes(w))))
  .sort()
  .map(f => path.join(here, 'tests', f));
mkdirSync(path.join(here, '.results'), { recursive: true });

const tests = [];
const stream = run({ files, concurrency: 1, timeout: 15 * 60_000 });
// A suite and a file are reported as tests of their own; only the leaves count.
const leaf = data => data.details?.type !== 'suite' && !files.includes(data.name);
stream.on('test:pass', data => { if (leaf(data)) tests.push({ name: data.name, passed: !data.skip && !data.todo }); });
stream.on('test:fail', data => { if (leaf(data) || data.details?.error) tests.push({ name: data.name, passed: false, error: String(data.details?.error?.cause?.message ?? data.details?.error?.message ?? '') }); });
stream.compose(spec).pipe(process.stdout);
stream.on('end', () => { process.exitCode = writeSummary('e2e', tests); });
