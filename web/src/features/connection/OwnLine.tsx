import { useTranslation } from 'react-i18next';
import type { Load } from '../../meeting/load';
import type { OwnLine as Line } from '../../meeting/ownLine';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useSelected, useStore } from '../../ui/useStore';
import styles from './Connection.module.css';

/** Says in one line what one's own connection is like when it is not good, and whose fault it is. */
export function OwnLine({ line, load, onDetails }: { line: Line; load: Load; onDetails: () => void }) {
  const { t } = useTranslation('stress');
  const { cause, name, port } = useStore(line.store);
  // What was given up, and why, is said already.
  const told = useSelected(load.store, ({ trouble, acknowledged }) => trouble !== null && !acknowledged);
  return (
    <div className={styles.region} role="status">
      {cause !== null && !told && (
        <div className={`${styles.banner} ${styles.apart}`} data-testid="own-line" data-cause={cause}>
          <Icon name={cause === 'machine' ? 'settings' : 'signal'} size={18} />
          <span className={styles.words}>
            <strong>{t(`line.${cause}`, { name })}</strong>
            <span className={styles.more}>{cause === 'detour' && port !== null ? t('line.detourPort', { port: String(port) }) : t(`line.${cause}More`)}</span>
          </span>
          <span className={styles.actions}>
            <Button onPress={onDetails} data-testid="own-line-details">
              {t('line.details')}
            </Button>
            <Button look="quiet" onPress={() => line.acknowledge()} data-testid="own-line-ok">
              {t('load.understood')}
            </Button>
          </span>
        </div>
      )}
    </div>
  );
}
