import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../client/api';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { HomePicture } from './HomePicture';
import styles from './HomeScreen.module.css';
import { JoinForm } from './JoinForm';

/** Only a development server asks for a name here. */
const SignInDialog = lazy(async () => ({ default: (await import('./SignInDialog')).SignInDialog }));

export interface HomeScreenProps {
  /** Null until the server has told. */
  session: Session | null;
  rememberedName: string;
  creating: boolean;
  error: string | null;
  /** With a name when the person has to sign in for it. */
  onCreate: (displayName: string | null) => void;
  onJoin: (slug: string) => void;
  onSignIn: () => void;
}

/** For whoever is not signed in: enter a meeting, or sign in. */
export function HomeScreen({ session, rememberedName, creating, error, onCreate, onJoin, onSignIn }: HomeScreenProps) {
  const { t } = useTranslation();
  const [naming, setNaming] = useState(false);

  function create() {
    if (session?.anonymousCreation) onCreate(null);
    else if (session?.devSignIn) setNaming(true);
    else onSignIn();
  }

  return (
    <>
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
            <JoinForm onJoin={onJoin} />
          </div>
          {error !== null && (
            <p className={styles.problem} role="alert" data-testid="home-error">
              {error}
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
      {naming && (
        <Suspense>
          <SignInDialog
            isOpen
            firstName={rememberedName}
            onClose={() => setNaming(false)}
            onName={(name) => {
              setNaming(false);
              onCreate(name);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
