import type { ReactNode } from 'react';
import styles from './Button.module.css';

/** A link that looks like a button: it leads to another page, which may be opened in another tab. */
export function LinkButton({ href, look = 'plain', download = false, children, ...rest }: { href: string; look?: 'primary' | 'plain' | 'quiet'; download?: boolean; children: ReactNode; 'aria-label'?: string; 'data-testid'?: string }) {
  return (
    <a href={href} download={download ? '' : undefined} className={`${styles.button} ${styles.link} ${styles[look]}`} {...rest}>
      {children}
    </a>
  );
}
