// What a suite leaves behind for tests/run, which adds all suites up.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes .results/NAME.json and prints one line.
 * @param {string} name
 * @param {{ name: string, passed: boolean, error?: string }[]} tests
 * @returns {number} the exit code: 1 if a test failed or none ran
 */
export function writeSummary(name, tests) {
  const folder = path.join(import.meta.dirname, '..', '.results');
  mkdirSync(folder, { recursive: true });
  const passed = tests.filter(t => t.passed).length;
  const failed = tests.length - passed;
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify({ passed, failed, tests }, null, 2));
  console.log(`${name}: ${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
}
