import { useTranslation } from 'react-i18next';
import styles from './Skeleton.module.css';

/** Stands where a list will be, as tall as it will be, so that nothing jumps when it comes. */
export function Skeleton({ rows = 3, look = 'rows' }: { rows?: number; look?: 'rows' | 'page' }) {
  const { t } = useTranslation();
  return (
    <div className={`${styles.skeleton} ${styles[look]}`} role="status" data-testid="skeleton">
      <span className={styles.hidden}>{t('app.loading')}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className={styles.row} aria-hidden="true">
          <i />
          <i />
        </span>
      ))}
    </div>
  );
}
