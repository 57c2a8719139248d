import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi, passwordLength, type Me } from '../../client/accountsApi';
import { createPasskey, PasskeyCancelled, passkeysSupported } from '../../client/passkeys';
import { cleanName, nameLimit } from '../../meeting/preview';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Form } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import styles from './SignIn.module.css';

export interface SetupScreenProps {
  kind: 'setup' | 'link';
  me: Me;
  onDone: () => void;
}

/** After a one-time link: the person says who they are and how they will sign in from now on. */
export function SetupScreen({ kind, me, onDone }: SetupScreenProps) {
  const { t } = useTranslation();
  const { t: tm } = useTranslation('manage');
  const problemText = useProblemText();
  const [name, setName] = useState(me.displayName);
  const [email, setEmail] = useState(me.email ?? '');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const passkeys = useQuery({ queryKey: ['me', 'passkeys'], queryFn: accountsApi.passkeys });
  const hasPasskey = (passkeys.data?.passkeys.length ?? 0) > 0;
  const nameMissing = cleanName(name) === null;
  const emailMissing = me.email === null && !email.includes('@');
  const wayMissing = password === '' && !me.hasPassword && !hasPasskey;

  const saveProfile = async () => {
    const clean = cleanName(name) ?? me.displayName;
    if (clean !== me.displayName || me.email === null) await accountsApi.change(me.email === null ? { displayName: clean, email: email.trim() } : { displayName: clean });
  };
  const addPasskey = useMutation({
    mutationFn: async () => {
      // The browser shows name and address beside the passkey, so they are kept first.
      await saveProfile();
      await accountsApi.addPasskey(await createPasskey(await accountsApi.newPasskeyOptions()), tm('account.passkeyUnnamed'));
    },
    onSuccess: () => passkeys.refetch(),
  });
  const finish = useMutation({
    mutationFn: async () => {
      await saveProfile();
      if (password !== '') await accountsApi.changePassword(password);
    },
    onSuccess: onDone,
  });
  const failure = finish.error ?? (addPasskey.error instanceof PasskeyCancelled ? null : addPasskey.error);

  return (
    <section className={styles.card} data-testid="setup">
      <h1 className={styles.title}>{tm(kind === 'setup' ? 'setup.title' : 'setup.linkTitle')}</h1>
      <Form
        onSubmit={() => {
          setChecked(true);
          if (!nameMissing && !emailMissing && !wayMissing) finish.mutate();
        }}
      >
        <TextField label={tm('setup.name')} value={name} onChange={setName} maxLength={nameLimit} autoComplete="name" error={checked && nameMissing ? t('prejoin.nameInvalid') : null} data-testid="setup-name" />
        <TextField label={tm('setup.email')} type="email" value={email} onChange={setEmail} isDisabled={me.email !== null} autoComplete="username" error={checked && emailMissing ? tm('signin.emailInvalid') : null} data-testid="setup-email" />
        <h2 className={styles.subtitle}>{tm('setup.how')}</h2>
        <p className={styles.soft}>{tm('setup.howText')}</p>
        <TextField label={tm('signin.password')} type="password" value={password} onChange={setPassword} autoComplete="new-password" description={tm('account.passwordText', { count: passwordLength })} data-testid="setup-password" />
        {passkeysSupported() && (
          <Button
            isDisabled={addPasskey.isPending || hasPasskey}
            onPress={() => {
              setChecked(true);
              if (!nameMissing && !emailMissing) addPasskey.mutate();
            }}
            data-testid="setup-passkey"
          >
            {hasPasskey ? tm('account.passkeyAdded') : tm('account.addPasskey')}
          </Button>
        )}
        {checked && wayMissing && <Notice look="error">{tm('setup.needed')}</Notice>}
        {failure !== null && (
          <Notice look="error" data-testid="setup-problem" data-code={problemCode(failure)}>
            {problemText(failure)}
          </Notice>
        )}
        <Button look="primary" type="submit" wide isDisabled={finish.isPending} data-testid="setup-done">
          {tm('setup.done')}
        </Button>
      </Form>
    </section>
  );
}
