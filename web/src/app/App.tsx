import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { readRoomCode } from '../client/roomCode';
import { Button } from '../ui/Button';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { Waiting } from '../ui/Waiting';
import { CrashGuard } from './CrashGuard';
import { HomePage } from './HomePage';
import { followLinks, navigate, usePath } from './location';
import { useSilentSignIn } from './useSession';

const RoomPage = lazy(async () => ({ default: (await import('./RoomPage')).RoomPage }));
const SignInPage = lazy(() => import('./SignInPage'));
const LinkPage = lazy(() => import('./LinkPage'));
const AccountPage = lazy(() => import('./AccountPage'));
const RoomSettingsPage = lazy(() => import('./RoomSettingsPage'));
const AdminPage = lazy(() => import('./AdminPage'));

export function App() {
  useEffect(followLinks, []);
  return (
    <CrashGuard>
      <Suspense fallback={<Loading />}>
        <Route path={usePath()} />
      </Suspense>
    </CrashGuard>
  );
}

function Route({ path }: { path: string }) {
  const [first = '', second, third, ...rest] = path.split('/').slice(1);
  switch (first) {
    case '':
      return (
        <Open>
          <HomePage />
        </Open>
      );
    case 'sign-in':
      return <SignInPage />;
    case 'setup':
    case 'link':
      return <LinkPage key={first} kind={first} />;
    case 'account':
      return <AccountPage />;
    case 'admin':
      return <AdminPage part={second ?? ''} />;
    case 'rooms': {
      const slug = readRoomCode(second ?? '');
      return slug !== null && third === 'settings' && rest.length === 0 ? <RoomSettingsPage key={slug} slug={slug} /> : <UnknownPage />;
    }
    default: {
      const slug = readRoomCode(path);
      return slug === null ? (
        <UnknownPage />
      ) : (
        <Open key={slug}>
          <RoomPage slug={slug} />
        </Open>
      );
    }
  }
}

/** A page that needs no sign-in, but is better with one. */
function Open({ children }: { children: ReactNode }) {
  return useSilentSignIn() ? children : <Loading />;
}

function Loading() {
  const { t } = useTranslation();
  return (
    <Page>
      <Waiting text={t('app.loading')} />
    </Page>
  );
}

function UnknownPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('error.pageTitle')}>
      <Message icon="warning" title={t('error.pageTitle')} text={t('error.pageText')} data-testid="error" data-code="unknown-page">
        <Button look="primary" onPress={() => navigate('/')}>
          {t('action.home')}
        </Button>
      </Message>
    </Page>
  );
}
