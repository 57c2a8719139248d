import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/client/api';
import { noMoreSilentSignIn, silentSignInIsDue, trySilently, type Memory } from '../../src/client/silentSignIn';

const nobody: Session = { user: null, devSignIn: false, anonymousCreation: false, signIn: { password: true, passkey: true, openIdConnect: true } };
const somebody: Session = { ...nobody, user: { id: '1', displayName: 'Camille', email: null, isAdmin: false } };

function memory(): Memory {
  const items = new Map<string, string>();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) };
}

describe('the silent sign-in', () => {
  it('is tried once, then not for 30 seconds', () => {
    const kept = memory();
    expect(trySilently(nobody, '', kept, 1_000_000)).toBe(true);
    expect(trySilently(nobody, '', kept, 1_000_001)).toBe(false);
    expect(trySilently(nobody, '', kept, 1_029_999)).toBe(false);
    expect(silentSignInIsDue('', kept, 1_030_000)).toBe(true);
    expect(trySilently(nobody, '', kept, 1_030_000)).toBe(true);
  });

  it('is not tried on the way back from one that failed, whatever is remembered', () => {
    expect(trySilently(nobody, '?signin=none', memory(), 0)).toBe(false);
    expect(silentSignInIsDue('?a=b&signin=none', memory(), 0)).toBe(false);
  });

  it('is not tried for somebody who is signed in, nor without a provider', () => {
    expect(trySilently(somebody, '', memory(), 0)).toBe(false);
    expect(trySilently({ ...nobody, signIn: { ...nobody.signIn, openIdConnect: false } }, '', memory(), 0)).toBe(false);
  });

  it('is not tried after signing out', () => {
    const kept = memory();
    noMoreSilentSignIn(kept);
    expect(trySilently(nobody, '', kept, 10_000_000)).toBe(false);
  });

  it('is not tried where nothing can be remembered: it could not be known afterwards', () => {
    const forgets: Memory = { getItem: () => null, setItem: () => {} };
    const refuses: Memory = { getItem: () => { throw new Error('no'); }, setItem: () => { throw new Error('no'); } };
    expect(trySilently(nobody, '', forgets, 0)).toBe(false);
    expect(trySilently(nobody, '', refuses, 0)).toBe(false);
  });
});
