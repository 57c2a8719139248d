import { useTranslation } from 'react-i18next';
import { savePreferences } from '../../client/preferences';
import type { Meeting } from '../../meeting/meeting';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { useStore } from '../../ui/useStore';
import styles from './Notify.module.css';

/** Asks whoever has been alone for long whether they are still there. */
export function IdleDialog({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('talk');
  const { t: common } = useTranslation();
  const { idle } = meeting.talk;
  const { left } = useStore(idle.store);
  if (left === null) return null;
  const minutes = Math.floor(left / 60);
  const seconds = left % 60;
  return (
    <Dialog title={t('idle.title')} closeLabel={common('action.close')} isOpen onClose={() => idle.stay()} data-testid="idle">
      <p>{t('idle.text')}</p>
      {/* Read out by the minute and at the end, not every second. */}
      <p className={styles.left} role="timer" data-testid="idle-left" data-left={left}>
        {minutes}:{String(seconds).padStart(2, '0')}
      </p>
      <div className={styles.answers}>
        <Button look="primary" onPress={() => idle.stay()} autoFocus data-testid="idle-stay">
          {t('idle.stay')}
        </Button>
        <Button onPress={() => void meeting.leave()} data-testid="idle-leave">
          {t('idle.leave')}
        </Button>
        <Button
          look="quiet"
          onPress={() => {
            savePreferences({ idleLeave: false });
            idle.stay();
          }}
          data-testid="idle-never"
        >
          {t('idle.never')}
        </Button>
      </div>
    </Dialog>
  );
}
