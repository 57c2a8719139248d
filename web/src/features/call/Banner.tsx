import { useTranslation } from 'react-i18next';
import type { Meeting, MeetingState } from '../../meeting/meeting';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import styles from './CallScreen.module.css';

/** What a person has to know, or to do, now. */
export function Banner({ meeting, state }: { meeting: Meeting; state: MeetingState }) {
  const { t } = useTranslation();
  return (
    <>
      <div role="status">
        {state.phase === 'reconnecting' && (
          <p className={`${styles.banner} ${styles.bannerWarning}`} data-testid="reconnecting">
            <span className={styles.pulse} aria-hidden="true" />
            {t('call.reconnecting')}
          </p>
        )}
      </div>
      {!state.soundAllowed && state.phase !== 'ended' && (
        <div className={styles.banner} role="alert">
          <span>{t('call.soundBlocked')}</span>
          <Button look="primary" onPress={() => void meeting.startAudio()} data-testid="enable-sound">
            <Icon name="sound" size={18} />
            {t('call.enableSound')}
          </Button>
        </div>
      )}
    </>
  );
}
