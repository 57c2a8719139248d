import { lazy, Suspense, useState, type FormEvent } from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { preferences, savePreferences } from '../../client/preferences';
import { cleanName, nameLimit, type Preview } from '../../meeting/preview';
import { Button } from '../../ui/Button';
import { CopyLink } from '../../ui/CopyLink';
import { Icon } from '../../ui/Icon';
import { LinkButton } from '../../ui/LinkButton';
import { Page } from '../../ui/Page';
import { TextField } from '../../ui/TextField';
import { useStore } from '../../ui/useStore';
import { CameraPreview } from './CameraPreview';
import { DeviceRow } from './DeviceRow';
import styles from './PrejoinScreen.module.css';
import { SoundChecks } from './SoundChecks';

const PermissionHelp = lazy(() => import('./PermissionHelp'));

/** Of so many one reads the names; more are counted. */
const named = 3;

export interface PrejoinScreenProps {
  preview: Preview;
  title: string;
  /** Null until the server has told. */
  people: number | null;
  /** Who they are, where the server tells. */
  names: readonly string[];
  onBackground: () => void;
  firstName: string;
  /** The link to send, for whoever just made the meeting. */
  invitation: string | null;
  /** The page where the room is settled, for whoever runs it. */
  settingsLink: string | null;
  joining: boolean;
  problem: string | null;
  /** The problem is that one is not signed in. */
  onSignIn: (() => void) | null;
  /** Nobody has used this code yet: entering makes it a meeting. */
  unused: boolean;
  onJoin: (name: string) => void;
}

export function PrejoinScreen({ preview, title, people, names, onBackground, firstName, invitation, settingsLink, joining, problem, onSignIn, unused, onJoin }: PrejoinScreenProps) {
  const { t } = useTranslation();
  const { t: devices } = useTranslation('devices');
  const state = useStore(preview.store);
  const { silenceHint } = useStore(preferences);
  const [silent, setSilent] = useState(false);
  const [help, setHelp] = useState<'camera' | 'microphone' | null>(null);
  const helpAbout = help === null ? null : state[help].problem;
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
          <DeviceRow preview={preview} state={state} onSilence={setSilent} />
          {silent && silenceHint && state.microphone.stream !== null && (
            <div className={styles.problem} role="status" data-testid="prejoin-silent">
              <Icon name="warning" size={20} />
              <p>
                <strong>{devices('silent.badge')}</strong> {devices('silent.text')}
              </p>
              <Button look="quiet" onPress={() => savePreferences({ silenceHint: false })} data-testid="prejoin-silent-dismiss">
                {devices('silent.dismiss')}
              </Button>
            </div>
          )}
          {(['camera', 'microphone'] as const).map((side) => {
            const what = state[side].problem;
            return (
              what !== null && (
                <div key={side} className={styles.problem} role="status" data-testid={`prejoin-${side}-problem`} data-problem={what}>
                  <Icon name="warning" size={20} />
                  <p>
                    {t(`problem.${side}.${what}`)} {t('prejoin.without')}
                  </p>
                  {what !== 'insecure' && (
                    <Button look="quiet" onPress={() => setHelp(side)} data-testid={`prejoin-${side}-help`}>
                      {devices('help.open')}
                    </Button>
                  )}
                  <Button look="quiet" onPress={() => void preview.toggle(side)}>
                    {t('action.retry')}
                  </Button>
                </div>
              )
            );
          })}
          <SoundChecks state={state} onBackground={onBackground} />
          {help !== null && helpAbout !== null && (
            <Suspense>
              <PermissionHelp side={help} problem={helpAbout} onRetry={() => void preview.toggle(help)} onClose={() => setHelp(null)} />
            </Suspense>
          )}
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
              {people === null ? t('prejoin.loading') : people === 0 ? t('prejoin.nobody') : names.length === 0 ? t('prejoin.inside', { count: people }) : devices('inside.people', { names: listOf(names, people, devices) })}
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
          {settingsLink !== null && (
            <LinkButton look="quiet" href={settingsLink} data-testid="prejoin-room-settings">
              <Icon name="settings" size={20} />
              {t('host.all')}
            </LinkButton>
          )}
        </form>
      </div>
    </Page>
  );
}

function listOf(names: readonly string[], people: number, t: TFunction<'devices'>): string {
  const shown = names.slice(0, named).join(', ');
  return people > named ? t('inside.more', { names: shown, count: people - named }) : shown;
}
