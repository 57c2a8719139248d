import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi } from '../../client/accountsApi';
import type { Session } from '../../client/api';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Form } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';

export interface PasswordSignInProps {
  /** There is no other way that comes first. */
  primary: boolean;
  onTry: () => void;
  onSignedIn: (session: Session) => void;
}

export function PasswordSignIn({ primary, onTry, onSignedIn }: PasswordSignInProps) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const signIn = useMutation({ mutationFn: () => accountsApi.signInByPassword(email.trim(), password), onSuccess: onSignedIn });
  const emailMissing = !email.includes('@');

  function submit() {
    onTry();
    setChecked(true);
    if (!emailMissing && password !== '') signIn.mutate();
  }

  return (
    <Form onSubmit={submit}>
      <TextField label={t('signin.email')} type="email" value={email} onChange={setEmail} autoComplete="username webauthn" error={checked && emailMissing ? t('signin.emailInvalid') : null} data-testid="sign-in-email" />
      <TextField label={t('signin.password')} type="password" value={password} onChange={setPassword} autoComplete="current-password" error={checked && password === '' ? t('signin.passwordMissing') : null} data-testid="sign-in-password" />
      {signIn.error !== null && (
        <Notice look="error" data-testid="sign-in-problem" data-code={problemCode(signIn.error)}>
          {problemText(signIn.error)}
        </Notice>
      )}
      <Button type="submit" look={primary ? 'primary' : 'plain'} wide isDisabled={signIn.isPending} data-testid="sign-in-submit">
        {signIn.isPending ? t('signin.busy') : t('signin.submit')}
      </Button>
    </Form>
  );
}
