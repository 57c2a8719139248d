import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi } from '../client/accountsApi';
import { loadPreferences, savePreferences } from '../client/preferences';
import { readReturnTo } from '../client/returnTo';
import { SignInScreen } from '../features/signin/SignInScreen';
import { Page } from '../ui/Page';
import { Waiting } from '../ui/Waiting';
import { navigate } from './location';
import { useSession, useTakeSession } from './useSession';

/** `/sign-in?returnTo=/path`, and `&problem=CODE` after a failure at the identity provider. */
export default function SignInPage() {
  const { t } = useTranslation('manage');
  const session = useSession();
  const take = useTakeSession();
  const [query] = useState(() => new URLSearchParams(location.search));
  const returnTo = readReturnTo(query.get('returnTo'), location.origin);
  const signedIn = session.data?.user != null;

  useEffect(() => {
    if (signedIn) navigate(returnTo, { replace: true });
  }, [signedIn, returnTo]);

  return (
    <Page title={t('signin.title')}>
      {session.data === undefined || signedIn ? (
        <Waiting text={t('loading')} />
      ) : (
        <SignInScreen
          session={session.data}
          problem={query.get('problem')}
          rememberedName={loadPreferences().name}
          onProvider={() => location.assign(accountsApi.openIdConnectUrl(returnTo))}
          onSignedIn={(next) => {
            if (next.user !== null) savePreferences({ name: next.user.displayName });
            take(next);
          }}
        />
      )}
    </Page>
  );
}
