import { useTranslation } from 'react-i18next';
import type { Load } from '../../meeting/load';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useStore } from '../../ui/useStore';
import styles from './Connection.module.css';

/** Says what the automatic mode gave up, and why. Nothing is ever given up without it. */
export function LoadBanner({ load }: { load: Load }) {
  const { t } = useTranslation('stress');
  const { step, own, trouble, acknowledged } = useStore(load.store);
  // On the last steps no camera is shown any more either.
  const given = ([step === 'own-small' || step === 'own-off' ? 'sound' : step, own] as const).filter((one) => one !== 'all');
  return (
    <div className={styles.region} role="status">
      {trouble !== null && given.length > 0 && !acknowledged && (
        <div className={styles.banner} data-testid="load" data-step={step} data-own={own} data-trouble={trouble}>
          <Icon name={trouble === 'machine' ? 'settings' : 'signal'} size={18} />
          <span className={styles.words}>
            <strong>{t(`load.${trouble}`)}</strong>
            {given.map((one) => (
              <span key={one} className={styles.more}>
                {t(`load.${one}`)}
              </span>
            ))}
          </span>
          <span className={styles.actions}>
            <Button onPress={() => load.showAll()} data-testid="load-show-all">
              {t('load.showAll')}
            </Button>
            <Button look="quiet" onPress={() => load.acknowledge()} data-testid="load-ok">
              {t('load.understood')}
            </Button>
          </span>
        </div>
      )}
    </div>
  );
}
