import styles from './Waiting.module.css';

export function Waiting({ text }: { text: string }) {
  return (
    <div className={styles.waiting} role="status">
      <span className={styles.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {text}
    </div>
  );
}
