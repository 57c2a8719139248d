import type { ReactNode } from 'react';
import styles from './Badge.module.css';

export function Badge({ look = 'plain', children, 'data-testid': testId }: { look?: 'plain' | 'live' | 'warning'; children: ReactNode; 'data-testid'?: string }) {
  return (
    <span className={`${styles.badge} ${look === 'plain' ? '' : styles[look]}`} data-testid={testId}>
      {children}
    </span>
  );
}
