import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanName, nameLimit, type Preview } from '../../meeting/preview';
import { Button } from '../../ui/Button';
import { CopyLink } from '../../ui/CopyLink';
import { Icon } from '../../ui/Icon';
import { Page } from '../../ui/Page';
import { TextField } from '../../ui/TextField';
import { useStore } from '../../ui/useStore';
import { CameraPreview } from './CameraPreview';
import { DeviceRow } from './DeviceRow';
import styles from './PrejoinScreen.module.css';

export interface PrejoinScreenProps {
  preview: Preview;
  title: string;
  /** Null until the server has told. */
  people: number | null;
  firstName: string;
  /** The link to send, for whoever just made the meeting. */
  invitation: string | null;
  joining: boolean;
  problem: string | null;
  /** The problem is that one is not signed in. */
  onSignIn: (() => void) | null;
  /** Nobody has used this code yet: entering makes it a meeting. */
  unused: boolean;
  onJoin: (name: string) => void;
}

export function PrejoinScreen({ preview, title, people, firstName, invitation, joining, problem, onSignIn, unused, onJoin }: PrejoinScreenProps) {
  const { t } = useTranslation();
  const state = useStore(preview.store);
  // Until it is touched the field follows the account's name, which may come after the first drawing.
  const [typed, setTyped] = useState<string | null>(null);
  const [invalid, setInvalid] = useState(false);
  const name = typed ?? firstName;

  function submit(event: FormEvent) {
    event.preventDefault();
    const clean = cleanName(name);
    setInvalid(clean === null);
    if (clean !== null && !joining) onJoin(clean);
  }

  return (
    <Page title={title}>
      <div className={styles.prejoin} data-testid="prejoin">
        <div className={styles.devices}>
          <CameraPreview preview={preview} state={state} name={name} />
          <DeviceRow preview={preview} state={state} />
          {(['camera', 'microphone'] as const).map((side) => {
            const what = state[side].problem;
            return (
              what !== null && (
                <div key={side} className={styles.problem} role="status" data-testid={`prejoin-${side}-problem`} data-problem={what}>
                  <Icon name="warning" size={20} />
                  <p>
                    {t(`problem.${side}.${what}`)} {t('prejoin.without')}
                  </p>
                  <Button look="quiet" onPress={() => void preview.toggle(side)}>
                    {t('action.retry')}
                  </Button>
                </div>
              )
            );
          })}
        </div>
        <form className={styles.form} onSubmit={submit} noValidate>
          <p className={styles.room}>{title}</p>
          <h1 className={styles.heading}>{t('prejoin.title')}</h1>
          {unused ? (
            <p className={styles.people} data-testid="prejoin-unused">
              <Icon name="plus" size={18} />
              {t('prejoin.unused')}
            </p>
          ) : (
            <p className={styles.people} data-testid="prejoin-people" data-count={people ?? ''}>
              <Icon name="people" size={18} />
              {people === null ? t('prejoin.loading') : people === 0 ? t('prejoin.nobody') : t('prejoin.inside', { count: people })}
            </p>
          )}
          <TextField
            label={t('prejoin.name')}
            placeholder={t('prejoin.namePlaceholder')}
            value={name}
            onChange={(value) => {
              setTyped(value);
              setInvalid(false);
            }}
            error={invalid ? t('prejoin.nameInvalid') : null}
            maxLength={nameLimit}
            autoComplete="name"
            data-testid="prejoin-name"
          />
          <Button look="primary" wide type="submit" isDisabled={joining} data-testid="prejoin-join">
            {joining ? t('prejoin.joining') : unused ? t('prejoin.open') : t('prejoin.join')}
          </Button>
          {problem !== null && (
            <p className={styles.failure} role="alert" data-testid="prejoin-error">
              {problem}
            </p>
          )}
          {onSignIn !== null && (
            <Button wide onPress={onSignIn} data-testid="prejoin-sign-in">
              {t('prejoin.signIn')}
            </Button>
          )}
          {invitation !== null && (
            <section className={styles.invitation}>
              <h2>{t('invite.ready')}</h2>
              <p>{t('invite.text')}</p>
              <CopyLink url={invitation} />
            </section>
          )}
        </form>
      </div>
    </Page>
  );
}
