import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { readRoomCode } from '../client/roomCode';
import { loadTexts } from '../i18n';
import { Button } from '../ui/Button';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { Waiting } from '../ui/Waiting';
import { CrashGuard } from './CrashGuard';
import { followLinks, navigate, usePath } from './location';
import { useStore } from '../ui/useStore';
import { stepUp } from './stepUp';
import { useSilentSignIn } from './useSession';

// The one page that most people open first does not wait for this file to be read.
const home = () => import('./HomePage');
const first = location.pathname === '/' ? home() : null;
const HomePage = lazy(async () => ({ default: (await (first ?? home())).HomePage }));
const RoomPage = lazy(async () => ({ default: (await Promise.all([import('./RoomPage'), loadTexts(['devices'])]))[0].RoomPage }));
const SignInPage = lazy(() => import('./SignInPage'));
const LinkPage = lazy(() => import('./LinkPage'));
const AccountPage = lazy(() => import('./AccountPage'));
const RoomSettingsPage = lazy(() => import('./RoomSettingsPage'));
const AccessibilityPage = lazy(() => import('./AccessibilityPage'));
const TestPage = lazy(async () => (await Promise.all([import('./TestPage'), loadTexts(['diagnostics'])]))[0]);
const StepUpDialog = lazy(() => import('./StepUpDialog'));
const AdminPage = lazy(() => import('./AdminPage'));

export function App() {
  const { i18n } = useTranslation();
  useEffect(followLinks, []);
  return (
    // What React Aria says itself is said in the language of the page, which need not be the browser's.
    <I18nProvider locale={i18n.language}>
      <CrashGuard>
        <Suspense fallback={<Loading />}>
          <Route path={usePath()} />
          {useStore(stepUp) && <StepUpDialog />}
        </Suspense>
      </CrashGuard>
    </I18nProvider>
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
    case 'accessibility':
      return <AccessibilityPage />;
    case 'admin':
      return <AdminPage part={second ?? ''} />;
    case 'test-connection':
      return <TestPage />;
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
