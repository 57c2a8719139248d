import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { useStore } from '../../ui/useStore';
import styles from './CallScreen.module.css';

/** A host asks for one's voice. Nobody else can turn a microphone on: one says yes or no. */
export function AskDialog({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const { askedBy } = useStore(meeting.moderation.store);
  if (askedBy === null) return null;
  return (
    <Dialog title={t('call.askTitle')} closeLabel={t('action.close')} isOpen onClose={() => void meeting.answerAsk(false)} data-testid="ask-unmute">
      <p>{askedBy === '' ? t('call.askTextHost') : t('call.askText', { name: askedBy })}</p>
      <div className={styles.answers}>
        <Button look="primary" onPress={() => void meeting.answerAsk(true)} autoFocus data-testid="ask-unmute-yes">
          {t('call.askYes')}
        </Button>
        <Button onPress={() => void meeting.answerAsk(false)} data-testid="ask-unmute-no">
          {t('call.askNo')}
        </Button>
      </div>
    </Dialog>
  );
}
