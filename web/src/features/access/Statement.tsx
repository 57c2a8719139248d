import { useTranslation } from 'react-i18next';
import styles from './Access.module.css';

/** The declaration that RGAA asks for, with the contact that the server's settings name; docs/accessibility.md has the whole grid behind it. */
export function Statement({ contact }: { contact: string | null }) {
  const { t } = useTranslation('access');
  return (
    <div className={styles.statement}>
      <p>{t('statement.who')}</p>
      <h3>{t('statement.stateTitle')}</h3>
      <p>{t('statement.state')}</p>
      <h3>{t('statement.missingTitle')}</h3>
      <ul>
        {(['audit', 'readers', 'captions', 'documents'] as const).map((gap) => (
          <li key={gap}>{t(`statement.missing.${gap}`)}</li>
        ))}
      </ul>
      <h3>{t('statement.howTitle')}</h3>
      <p>{t('statement.how')}</p>
      <h3>{t('statement.contactTitle')}</h3>
      <p>{t('statement.contact')}</p>
      {contact !== null && (
        <p>
          <a href={/^https:/i.test(contact) ? contact : `mailto:${encodeURI(contact)}`} data-testid="statement-contact">
            {contact}
          </a>
        </p>
      )}
      <h3>{t('statement.remedyTitle')}</h3>
      <p>{t('statement.remedy')}</p>
    </div>
  );
}
