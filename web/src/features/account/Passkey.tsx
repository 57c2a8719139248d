import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi, type PasskeyInfo } from '../../client/accountsApi';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Form, Row } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { useFormats } from '../../ui/useFormats';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import styles from './Account.module.css';

/** One passkey: what it is called, since when it is there, and the way to call it something else or to take it away. */
export function Passkey({ passkey, onChanged }: { passkey: PasskeyInfo; onChanged: () => Promise<unknown> }) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const formats = useFormats();
  const called = passkey.name === null || passkey.name === '' ? t('account.passkeyUnnamed') : passkey.name;
  const [name, setName] = useState<string | null>(null);
  const rename = useMutation({
    mutationFn: (name: string) => accountsApi.renamePasskey(passkey.id, name),
    onSuccess: async () => {
      await onChanged();
      setName(null);
    },
  });
  const remove = useMutation({ mutationFn: () => accountsApi.removePasskey(passkey.id), onSettled: onChanged });
  const failure = rename.error ?? remove.error;
  return (
    <li className={styles.item} data-testid="passkey">
      {name === null ? (
        <>
          <span className={styles.about}>
            {called}
            <span className={styles.soft}>{t('account.addedOn', { date: formats.day(passkey.createdAt) })}</span>
          </span>
          <Row>
            <Button onPress={() => setName(called)} aria-label={t('account.renameNamed', { name: called })} data-testid="passkey-rename">
              {t('account.rename')}
            </Button>
            <Button onPress={() => remove.mutate()} aria-label={t('account.removeNamed', { name: called })} data-testid="passkey-remove">
              {t('account.remove')}
            </Button>
          </Row>
        </>
      ) : (
        <Form onSubmit={() => name.trim() !== '' && !rename.isPending && rename.mutate(name.trim())}>
          <TextField label={t('account.passkeyNewName')} value={name} onChange={setName} maxLength={50} autoComplete="off" autoFocus data-testid="passkey-new-name" />
          <Row>
            <Button type="submit" isDisabled={name.trim() === '' || rename.isPending} data-testid="passkey-rename-save">
              {t('account.save')}
            </Button>
            <Button look="quiet" onPress={() => setName(null)} data-testid="passkey-rename-cancel">
              {t('account.keepName')}
            </Button>
          </Row>
        </Form>
      )}
      {failure !== null && (
        <Notice look="error" data-testid="passkey-problem" data-code={problemCode(failure)}>
          {problemText(failure)}
        </Notice>
      )}
    </li>
  );
}
