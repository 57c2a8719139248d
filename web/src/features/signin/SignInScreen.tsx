import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi } from '../../client/accountsApi';
import type { Session } from '../../client/api';
import { choosePasskey, PasskeyCancelled, passkeysSupported } from '../../client/passkeys';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import { DevSignIn } from './DevSignIn';
import { PasswordSignIn } from './PasswordSignIn';
import styles from './SignIn.module.css';
import { usePasskeySuggestion } from './usePasskeySuggestion';

export interface SignInScreenProps {
  session: Session;
  /** The code with which the identity provider's sign-in failed. */
  problem: string | null;
  rememberedName: string;
  onProvider: () => void;
  onSignedIn: (session: Session) => void;
}

/** Every way to sign in that the server offers; the organisation's own comes first. */
export function SignInScreen({ session, problem, rememberedName, onProvider, onSignedIn }: SignInScreenProps) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const { devSignIn, signIn } = session;
  const passkey = useMutation({
    mutationFn: async () => accountsApi.signInByPasskey(await choosePasskey(await accountsApi.passkeyOptions())),
    onSuccess: onSignedIn,
  });
  const [first, setFirst] = useState(problem);
  const failure = passkey.error instanceof PasskeyCancelled ? null : passkey.error;
  const withPasskey = signIn.passkey && passkeysSupported();
  // One question to the browser at a time: the button's own comes instead of the suggestions.
  usePasskeySuggestion(withPasskey && signIn.password && !passkey.isPending, onSignedIn);

  return (
    <section className={styles.card} data-testid="sign-in">
      <h1 className={styles.title}>{t('signin.title')}</h1>
      <p className={styles.soft}>{t('signin.lead')}</p>
      {first !== null && (
        <Notice look="error" data-testid="sign-in-problem" data-code={first}>
          {problemText({ code: first })}
        </Notice>
      )}
      {signIn.openIdConnect && (
        <Button look="primary" wide onPress={onProvider} data-testid="sign-in-provider">
          {t('signin.provider')}
        </Button>
      )}
      {withPasskey && (
        <Button look={signIn.openIdConnect ? 'plain' : 'primary'} wide isDisabled={passkey.isPending} onPress={() => passkey.mutate()} data-testid="sign-in-passkey">
          {t('signin.passkey')}
        </Button>
      )}
      {failure !== null && (
        <Notice look="error" data-testid="sign-in-problem" data-code={problemCode(failure)}>
          {problemText(failure)}
        </Notice>
      )}
      {signIn.password && (
        <>
          {(signIn.openIdConnect || withPasskey) && <p className={styles.or}>{t('signin.or')}</p>}
          <PasswordSignIn primary={!signIn.openIdConnect && !withPasskey} onTry={() => setFirst(null)} onSignedIn={onSignedIn} />
        </>
      )}
      {devSignIn && <DevSignIn firstName={rememberedName} onSignedIn={onSignedIn} />}
      {!devSignIn && !signIn.password && !signIn.passkey && !signIn.openIdConnect && <Notice look="warning">{t('signin.none')}</Notice>}
      <p className={styles.soft}>{t('signin.help')}</p>
    </section>
  );
}
