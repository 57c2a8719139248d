import { useTranslation } from 'react-i18next';
import type { Notices } from '../../meeting/notices';
import { useStore } from '../../ui/useStore';
import styles from './CallScreen.module.css';

/** Short news in a corner. The region is always there: screen readers only announce changes of what they know. */
export function Toasts({ notices }: { notices: Notices }) {
  const { t } = useTranslation();
  const shown = useStore(notices.store);
  return (
    <ol className={styles.toasts} aria-live="polite" data-testid="toasts">
      {shown.map((notice) => (
        <li key={notice.id} className={styles.toast} data-kind={notice.kind}>
          {t(`notice.${notice.kind}`, { name: notice.name })}
        </li>
      ))}
    </ol>
  );
}
