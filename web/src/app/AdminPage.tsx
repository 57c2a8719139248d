import { useTranslation } from 'react-i18next';
import { AdminScreen, isAdminPart } from '../features/admin/AdminScreen';
import { LinkButton } from '../ui/LinkButton';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { SignedIn } from './SignedIn';
import { UserMenu } from './UserMenu';

/** `/admin` and its parts, for people who administer the server. */
export default function AdminPage({ part }: { part: string }) {
  const { t } = useTranslation();
  const { t: ta } = useTranslation('admin');
  return (
    <Page title={ta('title')} aside={<UserMenu />}>
      <SignedIn>
        {(user) =>
          user.isAdmin ? (
            <AdminScreen part={isAdminPart(part) ? part : 'users'} />
          ) : (
            <Message icon="warning" title={ta('title')} text={ta('notAdmin')} data-testid="error" data-code="admin_required">
              <LinkButton look="primary" href="/">
                {t('action.home')}
              </LinkButton>
            </Message>
          )
        }
      </SignedIn>
    </Page>
  );
}
