import { useTranslation } from 'react-i18next';
import { readRoomCode } from '../client/roomCode';
import { Button } from '../ui/Button';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { CrashGuard } from './CrashGuard';
import { HomePage } from './HomePage';
import { navigate, usePath } from './location';
import { RoomPage } from './RoomPage';

export function App() {
  return (
    <CrashGuard>
      <Route path={usePath()} />
    </CrashGuard>
  );
}

function Route({ path }: { path: string }) {
  if (path === '/') return <HomePage />;
  const slug = readRoomCode(path);
  return slug === null ? <UnknownPage /> : <RoomPage key={slug} slug={slug} />;
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
