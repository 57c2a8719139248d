import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { noMoreSilentSignIn } from '../client/silentSignIn';
import { AccountScreen } from '../features/account/AccountScreen';
import { Page } from '../ui/Page';
import { navigate } from './location';
import { SignedIn } from './SignedIn';
import { UserMenu } from './UserMenu';
import { useSession } from './useSession';

export default function AccountPage() {
  const { t } = useTranslation('manage');
  const queries = useQueryClient();
  const session = useSession();
  return (
    <Page title={t('account.title')} aside={<UserMenu />}>
      <SignedIn>
        {() => (
          <AccountScreen
            ways={session.data?.signIn ?? { password: false, passkey: false }}
            onNamed={() => void queries.invalidateQueries({ queryKey: ['session'] })}
            onErased={() => {
              noMoreSilentSignIn(sessionStorage);
              queries.clear();
              navigate('/');
            }}
          />
        )}
      </SignedIn>
    </Page>
  );
}
