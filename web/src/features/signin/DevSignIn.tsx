import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Session } from '../../client/api';
import { cleanName, nameLimit } from '../../meeting/preview';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Form } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import styles from './SignIn.module.css';

/** The sign-in of a development server: a name is enough. An e-mail address signs in as the same person each time. */
export function DevSignIn({ firstName, onSignedIn }: { firstName: string; onSignedIn: (session: Session) => void }) {
  const { t } = useTranslation();
  const { t: tm } = useTranslation('manage');
  const problemText = useProblemText();
  const [name, setName] = useState(firstName);
  const [invalid, setInvalid] = useState(false);
  const [email, setEmail] = useState('');
  const signIn = useMutation({ mutationFn: (clean: string) => api.signIn(clean, email.trim() === '' ? undefined : email.trim()), onSuccess: onSignedIn });

  function submit() {
    const clean = cleanName(name);
    setInvalid(clean === null);
    if (clean !== null) signIn.mutate(clean);
  }

  return (
    <div className={styles.part}>
      <h2 className={styles.subtitle}>{tm('signin.devTitle')}</h2>
      <p className={styles.soft}>{tm('signin.devText')}</p>
      <Form onSubmit={submit}>
        <TextField label={tm('signin.devName')} value={name} onChange={setName} maxLength={nameLimit} autoComplete="name" error={invalid ? t('prejoin.nameInvalid') : null} data-testid="sign-in-dev-name" />
        <TextField label={tm('signin.devEmail')} type="email" value={email} onChange={setEmail} autoComplete="off" data-testid="sign-in-dev-email" />
        {signIn.error !== null && (
          <Notice look="error" data-testid="sign-in-problem" data-code={problemCode(signIn.error)}>
            {problemText(signIn.error)}
          </Notice>
        )}
        <Button type="submit" wide isDisabled={signIn.isPending} data-testid="sign-in-dev-submit">
          {tm('signin.submit')}
        </Button>
      </Form>
    </div>
  );
}
