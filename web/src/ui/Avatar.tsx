import styles from './Avatar.module.css';

/** Initials on one of eight colours. `size` is a CSS length. */
export function Avatar({ initials, hue, size }: { initials: string; hue: number; size: string }) {
  return (
    <span className={styles.avatar} data-hue={hue} style={{ width: size, height: size, fontSize: `calc(${size} * 0.38)` }} aria-hidden="true">
      {initials}
    </span>
  );
}
