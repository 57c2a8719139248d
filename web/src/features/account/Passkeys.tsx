import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi } from '../../client/accountsApi';
import { createPasskey, PasskeyCancelled, passkeysSupported } from '../../client/passkeys';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Form, Panel, Row } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import styles from './Account.module.css';
import { Passkey } from './Passkey';

export function Passkeys() {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const [name, setName] = useState('');
  const passkeys = useQuery({ queryKey: ['me', 'passkeys'], queryFn: accountsApi.passkeys });
  const add = useMutation({
    mutationFn: async () => accountsApi.addPasskey(await createPasskey(await accountsApi.newPasskeyOptions()), name.trim() === '' ? t('account.passkeyUnnamed') : name.trim()),
    onSuccess: () => setName(''),
    onSettled: () => passkeys.refetch(),
  });
  const failure = (add.error instanceof PasskeyCancelled ? null : add.error) ?? passkeys.error;
  return (
    <Panel title={t('account.passkeys')} text={t('account.passkeysText')} data-testid="passkeys">
      {passkeys.data?.passkeys.length === 0 && <p className={styles.soft}>{t('account.noPasskeys')}</p>}
      <ul className={styles.list}>
        {passkeys.data?.passkeys.map((passkey) => (
          <Passkey key={passkey.id} passkey={passkey} onChanged={() => passkeys.refetch()} />
        ))}
      </ul>
      {failure !== null && (
        <Notice look="error" data-testid="passkey-problem" data-code={problemCode(failure)}>
          {problemText(failure)}
        </Notice>
      )}
      {passkeysSupported() ? (
        <Form onSubmit={() => !add.isPending && add.mutate()}>
          <TextField label={t('account.passkeyName')} description={t('account.passkeyNameHint')} value={name} onChange={setName} maxLength={50} autoComplete="off" data-testid="passkey-name" />
          <Row>
            <Button type="submit" isDisabled={add.isPending} data-testid="passkey-add">
              {t('account.addPasskey')}
            </Button>
          </Row>
        </Form>
      ) : (
        <p className={styles.soft}>{t('account.passkeysUnsupported')}</p>
      )}
    </Panel>
  );
}
