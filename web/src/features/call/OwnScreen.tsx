import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import styles from './Tile.module.css';

/** One's own shared screen: that one presents, what others may see of this very page, and how to stop. */
export function OwnScreen({ small, mirrorHall, onStop }: { small: boolean; mirrorHall: boolean; onStop: () => void }) {
  const { t } = useTranslation();
  const { t: texts } = useTranslation('stage');
  return (
    <div className={styles.presenting}>
      {!small && <Icon name="share" size={30} />}
      <strong>{t('call.sharing')}</strong>
      {!small && <span data-testid={mirrorHall ? 'whole-screen' : undefined}>{mirrorHall ? texts('share.wholeScreen') : t('call.sharingText')}</span>}
      <Button look="danger" onPress={onStop} data-testid="tile-stop-share">
        {t('call.stopSharing')}
      </Button>
    </div>
  );
}
