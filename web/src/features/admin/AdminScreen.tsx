import { useTranslation } from 'react-i18next';
import styles from './Admin.module.css';
import { Applications } from './Applications';
import { AuditLog } from './AuditLog';
import { Meetings } from './Meetings';
import { PolicyPanel } from './PolicyPanel';
import { Rooms } from './Rooms';
import { Usage } from './Usage';
import { Users } from './Users';

const parts = { users: Users, rooms: Rooms, meetings: Meetings, applications: Applications, policy: PolicyPanel, usage: Usage, audit: AuditLog };
export type AdminPart = keyof typeof parts;
export const isAdminPart = (text: string): text is AdminPart => Object.hasOwn(parts, text);

/** The administration of the server, one part at a time. */
export function AdminScreen({ part }: { part: AdminPart }) {
  const { t } = useTranslation('admin');
  const Part = parts[part];
  return (
    <div className={styles.admin} data-testid="admin" data-part={part}>
      <h1>{t('title')}</h1>
      <nav className={styles.nav} aria-label={t('navLabel')}>
        {(Object.keys(parts) as AdminPart[]).map((one) => (
          <a key={one} href={`/admin/${one}`} aria-current={one === part ? 'page' : undefined} data-testid={`admin-${one}`}>
            {t(`nav.${one}`)}
          </a>
        ))}
      </nav>
      <Part />
    </div>
  );
}
