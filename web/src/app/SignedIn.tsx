import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionUser } from '../client/api';
import { Waiting } from '../ui/Waiting';
import { navigate, usePath } from './location';
import { useSession } from './useSession';

/** What only somebody who is signed in can see; others are sent to sign in and come back. */
export function SignedIn({ children }: { children: (user: SessionUser) => ReactNode }) {
  const { t } = useTranslation();
  const path = usePath();
  const session = useSession();
  const nobody = session.data?.user === null;
  useEffect(() => {
    if (nobody) navigate(`/sign-in?returnTo=${encodeURIComponent(path)}`, { replace: true });
  }, [nobody, path]);
  const user = session.data?.user ?? null;
  return user === null ? <Waiting text={session.error === null ? t('app.loading') : t('error.networkText')} /> : children(user);
}
