import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountsApi } from '../../client/accountsApi';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Panel, Row } from '../../ui/Panel';
import { useFormats } from '../../ui/useFormats';
import { useProblemText } from '../../ui/useProblemText';
import styles from './Account.module.css';

export function SessionList() {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const formats = useFormats();
  const sessions = useQuery({ queryKey: ['me', 'sessions'], queryFn: accountsApi.sessions });
  const end = useMutation({ mutationFn: accountsApi.endSession, onSettled: () => sessions.refetch() });
  const endOthers = useMutation({ mutationFn: accountsApi.endOtherSessions, onSettled: () => sessions.refetch() });
  const failure = end.error ?? endOthers.error ?? sessions.error;
  return (
    <Panel title={t('account.sessions')} text={t('account.sessionsText')} data-testid="sessions">
      <ul className={styles.list}>
        {sessions.data?.sessions.map((session) => (
          <li key={session.id} className={styles.item} data-testid="session" data-current={session.current}>
            <span className={styles.about}>{t('account.openedOn', { date: formats.minute(session.createdAt), method: t(`account.method.${session.method}`) })}</span>
            {session.current ? (
              <Badge look="live">{t('account.current')}</Badge>
            ) : (
              <Button onPress={() => end.mutate(session.id)} aria-label={t('account.endNamed', { date: formats.minute(session.createdAt) })} data-testid="session-end">
                {t('account.endSession')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {(sessions.data?.sessions.length ?? 0) > 1 && (
        <Row>
          <Button onPress={() => endOthers.mutate()} isDisabled={endOthers.isPending} data-testid="sessions-end-others">
            {t('account.endOthers')}
          </Button>
        </Row>
      )}
      {failure !== null && <Notice look="error">{problemText(failure)}</Notice>}
    </Panel>
  );
}
