import styles from './Page.module.css';

export interface SkipLink {
  readonly label: string;
  /** What it leads to: something that can have the focus, or a part of the page with something in it that can. */
  readonly target: string;
}

/** For the keyboard: past what one does not need now. Seen only with the focus. */
export function SkipLinks({ label, links }: { label: string; links: readonly SkipLink[] }) {
  return (
    <nav aria-label={label} className={styles.skips}>
      {links.map((link) => (
        <a
          key={link.target}
          href={link.target}
          className={styles.skip}
          onClick={(event) => {
            // The address of a meeting stays as it is.
            event.preventDefault();
            const target = document.querySelector<HTMLElement>(link.target);
            (target?.matches('[tabindex]') === true ? target : target?.querySelector<HTMLElement>('button:not([disabled]), [tabindex="0"]'))?.focus();
          }}
        >
          {link.label}
        </a>
      ))}
    </nav>
  );
}
