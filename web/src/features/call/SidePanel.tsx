import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import styles from './CallScreen.module.css';

export function SidePanel({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  // Opened by something that went away with it (news over the pictures), it takes the focus that would be nowhere.
  useEffect(() => {
    if (document.activeElement === document.body) panel.current?.focus();
  }, []);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={styles.panel}
      aria-label={title}
      data-region="panel"
      data-testid="panel"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header className={styles.panelHeader}>
        <h2>{title}</h2>
        <IconButton icon="close" label={t('action.close')} look="plain" size="s" onPress={onClose} data-testid="panel-close" />
      </header>
      {children}
    </aside>
  );
}
