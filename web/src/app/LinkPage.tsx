import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi } from '../client/accountsApi';
import { LinkScreen } from '../features/signin/LinkScreen';
import { SetupScreen } from '../features/signin/SetupScreen';
import { Page } from '../ui/Page';
import { Waiting } from '../ui/Waiting';
import { navigate } from './location';
import { useTakeSession } from './useSession';

/** `/setup#token` and `/link#token`: the token is behind the #, so that it is in no server's log. */
export default function LinkPage({ kind }: { kind: 'setup' | 'link' }) {
  const { t } = useTranslation('manage');
  const queries = useQueryClient();
  const take = useTakeSession();
  const [token] = useState(() => location.hash.slice(1));
  const [opened, setOpened] = useState(false);
  const me = useQuery({ queryKey: ['me'], queryFn: accountsApi.me, enabled: opened });

  // Out of the address bar and the history as soon as it is known.
  useEffect(() => history.replaceState(null, '', location.pathname), []);

  return (
    <Page title={t(kind === 'setup' ? 'setup.title' : 'setup.linkTitle')}>
      {!opened ? (
        <LinkScreen
          kind={kind}
          token={token}
          onSignedIn={(session) => {
            take(session);
            setOpened(true);
          }}
        />
      ) : me.data === undefined ? (
        <Waiting text={t('loading')} />
      ) : (
        <SetupScreen kind={kind} me={me.data} onDone={() => {
            void queries.invalidateQueries({ queryKey: ['session'] });
            navigate(kind === 'setup' ? '/admin' : '/', { replace: true });
          }} />
      )}
    </Page>
  );
}
