import { useId, type FormEvent, type ReactNode } from 'react';
import styles from './Panel.module.css';

export interface PanelProps {
  title: string;
  text?: string | undefined;
  /** At the end of the title's line. */
  actions?: ReactNode;
  children: ReactNode;
  'data-testid'?: string;
}

/** One part of a page, with its heading. */
export function Panel({ title, text, actions, children, 'data-testid': testId }: PanelProps) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id} data-testid={testId}>
      <div className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {actions}
        {text !== undefined && <p className={styles.text}>{text}</p>}
      </div>
      {children}
    </section>
  );
}

/** Fields one below the other; sent by Enter or by a button of type submit. */
export function Form({ onSubmit, children, 'data-testid': testId }: { onSubmit: () => void; children: ReactNode; 'data-testid'?: string }) {
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onSubmit();
      }}
      data-testid={testId}
    >
      {children}
    </form>
  );
}

/** Things beside each other while there is room. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
