import { useTranslation } from 'react-i18next';
import { Panel } from '../../ui/Panel';
import styles from './Access.module.css';
import { ReadingSettings } from './ReadingSettings';
import { ShortcutSettings } from './ShortcutSettings';
import { Statement } from './Statement';

/** What one can set before a meeting, and what we declare. */
export function AccessibilityScreen({ contact }: { contact: string | null }) {
  const { t } = useTranslation('access');
  return (
    <div className={styles.page} data-testid="accessibility">
      <h1>{t('page.title')}</h1>
      <p className={styles.lead}>{t('page.lead')}</p>
      <Panel title={t('reading.title')} text={t('reading.text')}>
        <ReadingSettings />
      </Panel>
      <Panel title={t('shortcuts.title')}>
        <ShortcutSettings />
      </Panel>
      <Panel title={t('statement.title')} data-testid="statement">
        <Statement contact={contact} />
      </Panel>
    </div>
  );
}
