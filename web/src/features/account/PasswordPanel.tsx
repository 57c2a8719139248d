import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi, passwordLength, type Me } from '../../client/accountsApi';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Form, Panel, Row } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';

export function PasswordPanel({ me, onChanged }: { me: Me; onChanged: () => void }) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = useMutation({
    mutationFn: () => accountsApi.changePassword(password, me.hasPassword ? current : undefined),
    onSuccess: () => {
      setCurrent('');
      setPassword('');
      onChanged();
    },
  });
  return (
    <Panel title={t('account.password')}>
      <Form onSubmit={() => password !== '' && change.mutate()}>
        {me.hasPassword && <TextField label={t('account.currentPassword')} type="password" value={current} onChange={setCurrent} autoComplete="current-password" data-testid="password-current" />}
        <TextField label={t('account.newPassword')} type="password" value={password} onChange={setPassword} autoComplete="new-password" description={t('account.passwordText', { count: passwordLength })} data-testid="password-new" />
        {change.error !== null && (
          <Notice look="error" data-testid="password-problem" data-code={problemCode(change.error)}>
            {problemText(change.error)}
          </Notice>
        )}
        {change.isSuccess && (
          <Notice look="done" data-testid="password-changed">
            {t('account.passwordChanged')}
          </Notice>
        )}
        <Row>
          <Button type="submit" isDisabled={password === '' || change.isPending} data-testid="password-save">
            {me.hasPassword ? t('account.changePassword') : t('account.setPassword')}
          </Button>
        </Row>
      </Form>
    </Panel>
  );
}
