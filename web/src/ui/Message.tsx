import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';
import styles from './Message.module.css';

/** A whole screen that says one thing: an error, or that the meeting is over. */
export function Message({ icon, title, text, children, ...rest }: { icon: IconName; title: string; text: string; children?: ReactNode; 'data-testid'?: string; 'data-code'?: string; 'data-reason'?: string }) {
  return (
    <section className={styles.message} {...rest}>
      <span className={styles.icon}>
        <Icon name={icon} size={30} />
      </span>
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.text}>{text}</p>
      <div className={styles.actions}>{children}</div>
    </section>
  );
}
