import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../client/api';
import { Button } from '../ui/Button';
import { LinkButton } from '../ui/LinkButton';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { navigate } from './location';
import { problemText } from './problems';

/** The meeting's page cannot be shown at all. */
export function RoomFailure({ error, onRetry, onSignIn }: { error: Error; onRetry: () => void; onSignIn: (() => void) | null }) {
  const { t } = useTranslation();
  const missing = error instanceof ApiProblem && error.status === 404;
  const network = error instanceof ApiProblem && error.code === 'network';
  const title = missing ? t('error.notFoundTitle') : network ? t('error.networkTitle') : t('error.title');
  // A code that nobody used yet is a meeting for whoever has an account.
  const text = missing && onSignIn !== null ? t('prejoin.refused.missing') : t(problemText(error));
  return (
    <Page title={title}>
      <Message icon="warning" title={title} text={text} data-testid="error" data-code={error instanceof ApiProblem ? error.code : 'unknown'}>
        {!missing && (
          <Button look="primary" onPress={onRetry}>
            {t('action.retry')}
          </Button>
        )}
        <Button look={missing ? 'primary' : 'plain'} onPress={() => navigate('/')}>
          {t('action.home')}
        </Button>
        {network && (
          <LinkButton href="/test-connection" data-testid="error-test">
            {t('action.testConnection')}
          </LinkButton>
        )}
        {onSignIn !== null && (
          <Button onPress={onSignIn} data-testid="error-sign-in">
            {t('prejoin.signIn')}
          </Button>
        )}
      </Message>
    </Page>
  );
}
