import type { ReactNode } from 'react';
import styles from './Notice.module.css';

/** What became of something, in a line. Said aloud when it appears. */
export function Notice({ look, children, 'data-testid': testId, 'data-code': code }: { look: 'error' | 'done' | 'warning'; children: ReactNode; 'data-testid'?: string; 'data-code'?: string | undefined }) {
  return (
    <p className={`${styles.notice} ${styles[look]}`} role={look === 'error' ? 'alert' : 'status'} data-testid={testId} data-code={code}>
      {children}
    </p>
  );
}
