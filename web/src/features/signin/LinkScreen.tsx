import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { accountsApi } from '../../client/accountsApi';
import type { Session } from '../../client/api';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import styles from './SignIn.module.css';

export interface LinkScreenProps {
  /** The first administrator's link, or a person's own. */
  kind: 'setup' | 'link';
  token: string;
  onSignedIn: (session: Session) => void;
}

/** A one-time link. It waits for a press, so that programs that open links in messages do not use it up. */
export function LinkScreen({ kind, token, onSignedIn }: LinkScreenProps) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const open = useMutation({ mutationFn: () => accountsApi.signInByLink(token), onSuccess: onSignedIn });
  return (
    <section className={styles.card} data-testid="link">
      <h1 className={styles.title}>{t(kind === 'setup' ? 'setup.title' : 'setup.linkTitle')}</h1>
      <p className={styles.soft}>{t(kind === 'setup' ? 'setup.lead' : 'setup.linkLead')}</p>
      {token === '' && <Notice look="error">{t('setup.invalidText')}</Notice>}
      {open.error !== null && (
        <Notice look="error" data-testid="link-problem" data-code={problemCode(open.error)}>
          {problemText(open.error)}
        </Notice>
      )}
      <Button look="primary" wide isDisabled={token === '' || open.isPending} onPress={() => open.mutate()} data-testid="link-open">
        {open.isPending ? t('setup.checking') : t('setup.open')}
      </Button>
    </section>
  );
}
