import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import styles from './CallScreen.module.css';

export function SidePanel({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <aside
      className={styles.panel}
      aria-label={title}
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
