import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../client/api';
import { readRoomCode } from '../../client/roomCode';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Page } from '../../ui/Page';
import { TextField } from '../../ui/TextField';
import { HomePicture } from './HomePicture';
import styles from './HomeScreen.module.css';
import { SignInDialog } from './SignInDialog';

export interface HomeScreenProps {
  /** Null until the server has told. */
  session: Session | null;
  rememberedName: string;
  creating: boolean;
  error: string | null;
  /** With a name when the person has to sign in for it. */
  onCreate: (displayName: string | null) => void;
  onJoin: (slug: string) => void;
  onSignOut: () => void;
}

export function HomeScreen({ session, rememberedName, creating, error, onCreate, onJoin, onSignOut }: HomeScreenProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [codeInvalid, setCodeInvalid] = useState(false);
  const [signingIn, setSigningIn] = useState(false);
  const [needsSignIn, setNeedsSignIn] = useState(false);

  function create() {
    if (session?.user) onCreate(null);
    else if (session?.devSignIn) setSigningIn(true);
    else setNeedsSignIn(true);
  }

  function join(event: FormEvent) {
    event.preventDefault();
    const slug = readRoomCode(code);
    setCodeInvalid(slug === null);
    if (slug !== null) onJoin(slug);
  }

  const user = session?.user ?? null;
  const problem = needsSignIn ? t('home.signInNeeded') : error;
  return (
    <Page
      aside={
        user !== null && (
          <>
            <span className={styles.user} data-testid="home-user">
              {t('home.signedInAs', { name: user.displayName })}
            </span>
            <Button look="quiet" onPress={onSignOut} data-testid="home-sign-out">
              {t('home.signOut')}
            </Button>
          </>
        )
      }
    >
      <div className={styles.home}>
        <div className={styles.words}>
          <p className={styles.tagline}>{t('app.tagline')}</p>
          <h1 className={styles.heading}>{t('home.heading')}</h1>
          <p className={styles.lead}>{t('home.lead')}</p>
          <div className={styles.actions}>
            <Button look="primary" onPress={create} isDisabled={creating || session === null} data-testid="home-new">
              <Icon name="plus" size={20} />
              {creating ? t('home.creating') : t('home.new')}
            </Button>
            <p className={styles.or}>{t('home.or')}</p>
            <form className={styles.join} onSubmit={join} noValidate>
              <TextField
                label={t('home.codeLabel')}
                hideLabel
                placeholder={t('home.codePlaceholder')}
                value={code}
                onChange={(value) => {
                  setCode(value);
                  setCodeInvalid(false);
                }}
                error={codeInvalid ? t('home.codeInvalid') : null}
                autoComplete="off"
                monospace
                data-testid="home-code"
              />
              <Button type="submit" isDisabled={code.trim() === ''} data-testid="home-join">
                {t('home.join')}
              </Button>
            </form>
          </div>
          {problem !== null && (
            <p className={styles.problem} role="alert" data-testid="home-error">
              {problem}
            </p>
          )}
          <ul className={styles.promises}>
            {(['hosted', 'free', 'private'] as const).map((promise) => (
              <li key={promise}>
                <Icon name="check" size={16} />
                {t(`home.${promise}`)}
              </li>
            ))}
          </ul>
        </div>
        <HomePicture />
      </div>
      <SignInDialog
        isOpen={signingIn}
        firstName={rememberedName}
        onClose={() => setSigningIn(false)}
        onName={(name) => {
          setSigningIn(false);
          onCreate(name);
        }}
      />
    </Page>
  );
}
