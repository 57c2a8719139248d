import { useEffect, useRef } from 'react';
import { accountsApi } from '../../client/accountsApi';
import type { Session } from '../../client/api';
import { suggestPasskey } from '../../client/passkeys';

/** Lets the browser offer passkeys among what it suggests for the address field, where it can. Says nothing when none is taken. */
export function usePasskeySuggestion(enabled: boolean, onSignedIn: (session: Session) => void): void {
  const signedIn = useRef(onSignedIn);
  useEffect(() => {
    signedIn.current = onSignedIn;
  });
  useEffect(() => {
    if (!enabled) return;
    const ended = new AbortController();
    void (async () => {
      const credential = await suggestPasskey(accountsApi.passkeyOptions, ended.signal);
      if (credential !== null) signedIn.current(await accountsApi.signInByPasskey(credential));
    })().catch(() => {
      // Not accepted, or no answer: the button and the other ways are there, and say what is wrong.
    });
    return () => ended.abort();
  }, [enabled]);
}
