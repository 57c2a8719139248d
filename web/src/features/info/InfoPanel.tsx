import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import { hostsOf } from '../../meeting/people';
import { Icon, type IconName } from '../../ui/Icon';
import { Invitation } from '../../ui/Invitation';
import { useStore } from '../../ui/useStore';
import styles from './InfoPanel.module.css';

/** How to bring others in, and what one may want to know about this meeting. */
export function InfoPanel({ meeting, title, slug, link }: { meeting: Meeting; title: string; slug: string; link: string }) {
  const { t } = useTranslation();
  const { facts, people } = useStore(meeting.store);
  const hosts = hostsOf(people);
  // Without the product behind the media server nobody says who runs the meeting.
  const known = people.some((one) => one.role !== 'none');

  return (
    <div className={styles.info} data-testid="invite">
      <p className={styles.title} dir="auto">
        {title}
      </p>
      <p className={styles.soft}>{t('invite.text')}</p>
      <Invitation title={facts.title} url={link} code={slug} />
      <dl className={styles.facts}>
        <Fact icon="invite" name={t('info.code')}>
          <span className={styles.code}>{slug}</span>
        </Fact>
        {facts.access !== null && (
          <Fact icon={facts.locked ? 'lock' : 'people'} name={t('info.access')}>
            {facts.locked ? t('info.locked') : t(`host.accessLevel.${facts.access}`)}
          </Fact>
        )}
        {known && (
          <Fact icon="shield" name={t('info.hosts')}>
            {hosts.length === 0 ? t('info.noHost') : hosts.map((one) => <bdi key={one.identity}>{one.isLocal ? t('call.youNamed', { name: one.name }) : one.name}</bdi>)}
          </Fact>
        )}
        <Fact icon="check" name={t('info.security')}>
          {t('info.encrypted')}
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ icon, name, children }: { icon: IconName; name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>
        <Icon name={icon} size={20} />
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
