// Waits for what a page or a server comes to, in place of reading it once: what follows from a step may follow late.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

/** How long anything may take; waiting costs nothing where it comes. */
export const patience = 120_000;

/** Reads something until it is right; answers what was read last, for the test to judge. */
export async function until(read, isRight = Boolean, pause = 50, longest = patience) {
  for (const deadline = Date.now() + longest; ;) {
    const isLast = Date.now() > deadline;
    const found = await read();
    if (isLast || isRight(found)) return found;
    await new Promise(resolve => setTimeout(resolve, pause));
  }
}

/** Asserts what reading something comes to. */
export async function comesTo(read, expected, message) {
  assert.deepEqual(await until(read, found => isDeepStrictEqual(found, expected)), expected, message);
}

/** What is wrong with a page and stays so: what moves, or is still being drawn, looks wrong on the way. */
export const lastingFaults = find => until(find, found => found.length === 0, 500, 30_000);
