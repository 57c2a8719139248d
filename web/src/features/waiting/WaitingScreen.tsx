import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaitingRoom, WaitingState } from '../../meeting/waitingRoom';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Page } from '../../ui/Page';
import { useStore } from '../../ui/useStore';
import styles from './WaitingScreen.module.css';

export interface WaitingScreenProps {
  waiting: WaitingRoom;
  title: string;
  name: string;
  /** One's own picture with its two switches. */
  picture: ReactNode;
  /** Why one may not enter any more, in words; only looked at when the server said so. */
  refusal: string;
  /** Present for guests whom an account would let in without waiting. */
  onSignIn: (() => void) | null;
  onCancel: () => void;
}

/** Before the door: what is happening, and what one can do meanwhile. */
export function WaitingScreen({ waiting, title, name, picture, refusal, onSignIn, onCancel }: WaitingScreenProps) {
  const { t } = useTranslation();
  const state = useStore(waiting.store);
  const { phase } = state;
  const heading = { waiting: t('waiting.heading'), reconnecting: t('waiting.heading'), admitted: t('waiting.admittedTitle'), denied: t('waiting.deniedTitle'), refused: t('waiting.refusedTitle') }[phase];
  const still = phase === 'waiting' || phase === 'reconnecting';

  return (
    <Page keep title={phase === 'admitted' ? `${t('waiting.admittedTitle')} · ${title}` : `${t('waiting.title')} · ${title}`}>
      <div className={styles.waiting} data-testid="waiting" data-phase={phase} data-host={state.hostPresent ?? ''}>
        <div className={styles.picture}>{picture}</div>
        <div className={styles.words}>
          <p className={styles.room}>{title}</p>
          <h1 className={styles.heading}>{heading}</h1>
          <div role="status" className={styles.status} data-testid="waiting-status">
            <Status state={state} refusal={refusal} />
          </div>
          {still && (
            <p className={styles.soft}>
              {t('waiting.as', { name })} {t('waiting.stay')}
            </p>
          )}
          <Messages state={state} />
          {still && onSignIn !== null && (
            <div className={styles.hint}>
              <p>{t('waiting.signInHint')}</p>
              <Button onPress={onSignIn} data-testid="waiting-sign-in">
                {t('waiting.signIn')}
              </Button>
            </div>
          )}
          <div className={styles.actions}>
            {phase === 'denied' && (
              <Button look="primary" onPress={() => void waiting.askAgain()} isDisabled={!state.mayAskAgain || state.asking} data-testid="waiting-ask-again">
                {t('waiting.askAgain')}
              </Button>
            )}
            {phase !== 'admitted' && (
              <Button onPress={onCancel} data-testid="waiting-cancel">
                {still ? t('waiting.cancel') : t('action.home')}
              </Button>
            )}
          </div>
        </div>
      </div>
    </Page>
  );
}

function Status({ state, refusal }: { state: WaitingState; refusal: string }) {
  const { t } = useTranslation();
  switch (state.phase) {
    case 'reconnecting':
      return (
        <p className={styles.lost} data-testid="waiting-reconnecting">
          <span className={styles.pulse} aria-hidden="true" />
          {t('waiting.reconnecting')}
        </p>
      );
    case 'denied':
      return <p>{state.mayAskAgain ? t('waiting.deniedText') : `${t('waiting.deniedText')} ${t('waiting.deniedPause')}`}</p>;
    case 'refused':
      return <p data-testid="waiting-refused">{refusal}</p>;
    default:
      return (
        <p className={styles.now}>
          <span className={styles.pulse} aria-hidden="true" />
          {state.hostPresent === null ? t('waiting.asking') : state.hostPresent ? t('waiting.hostPresent') : t('waiting.hostAbsent')}
        </p>
      );
  }
}

/** The region is always there: screen readers only announce changes of what they know. */
function Messages({ state }: { state: WaitingState }) {
  const { t } = useTranslation();
  return (
    <div className={styles.messages} role="log" aria-label={t('waiting.messages')} data-testid="waiting-messages">
      {state.messages.map((message) => (
        <div key={message.id} className={styles.message} data-testid="waiting-message">
          <Icon name="chat" size={18} />
          <p>
            <strong>{message.from === '' ? t('waiting.fromHost') : t('waiting.from', { name: message.from })}</strong>
            <span>{message.text}</span>
          </p>
        </div>
      ))}
    </div>
  );
}
