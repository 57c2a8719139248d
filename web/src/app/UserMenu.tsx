import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Menu } from '../ui/Menu';
import { navigate, usePath } from './location';
import { useSession, useSignOut } from './useSession';

/** Who is signed in and what they can open; otherwise the way to sign in. */
export function UserMenu() {
  const { t } = useTranslation();
  const path = usePath();
  const session = useSession();
  const signOut = useSignOut();
  if (session.data === undefined) return null;
  const { user } = session.data;
  if (user === null) {
    return (
      <Button look="quiet" onPress={() => navigate(path === '/' ? '/sign-in' : `/sign-in?returnTo=${encodeURIComponent(path)}`)} data-testid="home-sign-in">
        {t('menu.signIn')}
      </Button>
    );
  }
  return (
    <Menu
      label={t('menu.open', { name: user.displayName })}
      trigger={
        <Button look="quiet" aria-label={t('menu.open', { name: user.displayName })} data-testid="home-user">
          <Icon name="person" size={18} />
          <span data-narrow="hide">{user.displayName}</span>
        </Button>
      }
      choices={[
        { id: '/account', label: t('menu.account'), icon: 'person', testId: 'user-account' },
        ...(user.isAdmin ? [{ id: '/admin', label: t('menu.admin'), icon: 'settings' as const, testId: 'user-admin' }] : []),
        { id: 'sign-out', label: t('menu.signOut'), icon: 'exit', testId: 'home-sign-out' },
      ]}
      onChoose={(id) => (id === 'sign-out' ? signOut.mutate() : navigate(id))}
    />
  );
}
