import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon';
import { LanguageSwitch } from './LanguageSwitch';
import styles from './Page.module.css';

/** Everything outside a call: the brand, the language, and a place for the screen. */
export function Page({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation();
  useDocumentTitle(title);
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
      <main id="main" tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </div>
  );
}

/** WCAG 2.4.2: the page title says where one is. */
export function useDocumentTitle(title: string | undefined): void {
  const { t } = useTranslation();
  const app = t('app.name');
  useEffect(() => {
    document.title = title === undefined ? app : `${title} · ${app}`;
  }, [title, app]);
}
