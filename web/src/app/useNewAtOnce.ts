import { useEffect } from 'react';
import type { Session } from '../client/api';
import { navigate } from './location';

/** `/?new`, the shortcut of the installed application: starts a meeting without another click, after signing in if need be. */
export function useNewAtOnce(session: Session | undefined, start: () => void): void {
  useEffect(() => {
    if (session === undefined || !new URLSearchParams(location.search).has('new')) return;
    navigate('/', { replace: true });
    if (session.user !== null || session.anonymousCreation) start();
    else navigate('/sign-in?returnTo=%2F%3Fnew', { replace: true });
  }, [session, start]);
}
