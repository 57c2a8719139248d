import type { Session } from './api';

/** The part of `sessionStorage` that is needed. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const key = 'visio.silent-sign-in';
const pauseMs = 30_000;
const never = 'never';

/** Whether an attempt may be made now: not soon after another, and not on the way back from one. */
export function silentSignInIsDue(search: string, memory: Memory, now: number): boolean {
  const last = read(memory);
  return last !== never && (last === null || now - Number(last) >= pauseMs) && new URLSearchParams(search).get('signin') !== 'none';
}

/**
 * Whether to ask the identity provider, without showing anything, if the person is signed in there. That costs leaving the page, so
 * it happens once in a while only; what is remembered is written before the page is left, so a provider that says no cannot cause a loop.
 */
export function trySilently(session: Session, search: string, memory: Memory, now: number): boolean {
  return session.user === null && session.signIn.openIdConnect && silentSignInIsDue(search, memory, now) && write(memory, String(now));
}

/** Whoever signed out stays signed out in this tab until they sign in by themselves. */
export function noMoreSilentSignIn(memory: Memory): void {
  write(memory, never);
}

function read(memory: Memory): string | null {
  try {
    return memory.getItem(key);
  } catch {
    return never;
  }
}

/** False where the browser remembers nothing: then there must be no attempt, for it could not be known afterwards. */
function write(memory: Memory, value: string): boolean {
  try {
    memory.setItem(key, value);
    return memory.getItem(key) === value;
  } catch {
    return false;
  }
}
