import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useSelected } from '../../ui/useStore';
import styles from './CallScreen.module.css';

/** What a person has to know, or to do, now. */
export function Banner({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const silent = useSelected(meeting.store, ({ soundAllowed, phase }) => !soundAllowed && phase !== 'ended');
  return (
    <>
      {silent && (
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
