import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon';
import { LanguageSwitch } from './LanguageSwitch';
import styles from './Page.module.css';

export interface PageProps {
  /** Null: the screen says it itself. */
  title?: string | null;
  aside?: ReactNode;
  /** Leaving this page would cost something (a place in the waiting room): its links open another tab. */
  keep?: boolean;
  children: ReactNode;
}

let shownBefore = false;

/** Everything outside a call: the brand, the language, and a place for the screen. */
export function Page({ title, aside, keep = false, children }: PageProps) {
  const { t } = useTranslation();
  const main = useRef<HTMLElement>(null);
  useDocumentTitle(title);
  useEffect(() => {
    // The page before this one took the focus with it: without a place of its own it would start at the browser's bars again.
    if (shownBefore && document.activeElement === document.body) main.current?.focus({ preventScroll: true });
    shownBefore = true;
  }, []);
  return (
    <div className={styles.page}>
      <a href="#main" className={styles.skip}>
        {t('app.skip')}
      </a>
      <header className={styles.header}>
        <a href="/" className={styles.brand}>
          <img src="/icon.svg" alt="" width={34} height={34} />
          {t('app.name')}
        </a>
        <div className={styles.aside}>
          {aside}
          <LanguageSwitch icon={<Icon name="globe" size={18} />} />
        </div>
      </header>
      <main ref={main} id="main" tabIndex={-1} className={styles.main}>
        {children}
      </main>
      <footer className={styles.footer}>
        <a href="/accessibility" target={keep ? '_blank' : undefined} rel={keep ? 'noopener' : undefined} data-testid="page-accessibility">
          {t('app.accessibility')}
        </a>
        <a href="/test-connection" target={keep ? '_blank' : undefined} rel={keep ? 'noopener' : undefined} data-testid="page-test">
          {t('action.testConnection')}
        </a>
      </footer>
    </div>
  );
}

/** WCAG 2.4.2: the page title says where one is. */
export function useDocumentTitle(title: string | null | undefined): void {
  const { t } = useTranslation();
  const app = t('app.name');
  useEffect(() => {
    if (title !== null) document.title = title === undefined ? app : `${title} · ${app}`;
  }, [title, app]);
}
