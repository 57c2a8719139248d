import type { ReactNode } from 'react';
import styles from './Table.module.css';

export interface TableProps {
  /** What the table lists; read, not shown. */
  caption: string;
  head: readonly string[];
  /** Rows: `<tr>` with one cell for each head. */
  children: ReactNode;
  /** Shown instead of the table when there is nothing in it. */
  empty?: string | null;
  'data-testid'?: string;
}

/** Rows and columns. It scrolls by itself where the window is narrower than it. */
export function Table({ caption, head, children, empty = null, 'data-testid': testId }: TableProps) {
  if (empty !== null) {
    return (
      <p className={styles.empty} data-testid={testId}>
        {empty}
      </p>
    );
  }
  return (
    <div className={styles.scroll} role="group" aria-label={caption} tabIndex={0}>
      <table className={styles.table} data-testid={testId}>
        <caption className={styles.caption}>{caption}</caption>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
