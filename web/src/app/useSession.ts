import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { accountsApi } from '../client/accountsApi';
import { api, type Session } from '../client/api';
import { noMoreSilentSignIn, silentSignInIsDue, trySilently } from '../client/silentSignIn';
import { navigate } from './location';

const key = ['session'];
const silent = ['silent-sign-in'];

export function useSession() {
  return useQuery({ queryKey: key, queryFn: api.session, refetchInterval: (query) => (query.state.status === 'error' ? 5000 : false) });
}

/** Puts a new session in force: what was asked as somebody else is forgotten. */
export function useTakeSession(): (session: Session) => void {
  const queries = useQueryClient();
  return (session) => {
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] && queryKey[0] !== silent[0] });
    queries.setQueryData(key, session);
  };
}

/** Signs out here, and at the identity provider where the server says so. */
export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: api.signOut,
    onSuccess: async (answer) => {
      noMoreSilentSignIn(sessionStorage);
      if (typeof answer?.location === 'string') {
        location.assign(answer.location);
        return;
      }
      queries.clear();
      await queries.invalidateQueries({ queryKey: key });
      navigate('/');
    },
  });
}

/**
 * On pages that one may open without signing in: asks the identity provider, once for each time the site is loaded and without showing
 * anything, whether the person is signed in there. Answers false until it is clear that the page stays.
 */
export function useSilentSignIn(): boolean {
  const queries = useQueryClient();
  const [due] = useState(() => silentSignInIsDue(location.search, sessionStorage, Date.now()));
  const attempt = useQuery({
    queryKey: silent,
    queryFn: async () => {
      const session = await queries.fetchQuery({ queryKey: key, queryFn: api.session, staleTime: 2000 });
      if (!trySilently(session, location.search, sessionStorage, Date.now())) return true;
      location.replace(accountsApi.openIdConnectUrl(location.pathname + location.search, true));
      // The browser is leaving the page.
      return new Promise<true>(() => {});
    },
    enabled: due,
    retry: false,
    staleTime: Infinity,
    gcTime: Infinity,
  });

  useEffect(() => {
    if (new URLSearchParams(location.search).get('signin') === 'none') history.replaceState(null, '', location.pathname + location.hash);
  }, []);

  return !due || !attempt.isPending;
}
