import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notice, Notices } from '../../meeting/notices';
import { Button } from '../../ui/Button';
import { useStore } from '../../ui/useStore';
import styles from './CallScreen.module.css';

/** Short news in a corner, while they are news. What they say is spoken by the announcer, and only there. */
export function Toasts({ notices }: { notices: Notices }) {
  const shown = useStore(notices.store);
  return (
    <ol className={styles.toasts} data-testid="toasts">
      {shown.map((notice) => (
        <Toast key={notice.id} notice={notice} notices={notices} />
      ))}
    </ol>
  );
}

const Toast = memo(function Toast({ notice, notices }: { notice: Notice; notices: Notices }) {
  const { t } = useTranslation();
  const { t: talk } = useTranslation('talk');
  const { id, kind, name, text, actions } = notice;
  // Whoever is about to read or press is not hurried.
  return (
    <li
      className={`${styles.toast} ${actions.length > 0 ? styles.toastActs : ''} ${actions.length > 1 ? styles.toastTwo : ''}`}
      data-kind={kind}
      onPointerEnter={() => notices.hold(id)}
      onPointerLeave={() => notices.release(id)}
      onFocus={() => notices.hold(id)}
      onBlur={() => notices.release(id)}
    >
      <span className={styles.toastText}>{t(`notice.${kind}`, { name, text })}</span>
      {actions.length > 0 && (
        <span className={styles.toastButtons}>
          {actions.map((action) => (
            <Button key={action.id} look="quiet" onPress={() => notices.act(id, action.id)} data-testid={`toast-${action.id}`}>
              {talk(`toast.${action.id}`)}
            </Button>
          ))}
        </span>
      )}
    </li>
  );
});
