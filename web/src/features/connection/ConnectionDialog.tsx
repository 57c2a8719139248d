import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import { strainsOf } from '../../meeting/strain';
import { CopyButton } from '../../ui/CopyButton';
import { Dialog } from '../../ui/Dialog';
import { useStore } from '../../ui/useStore';
import { BandwidthChoice } from './BandwidthChoice';
import styles from './Connection.module.css';
import { useDetails, type DetailGroup } from './useDetails';

/** How many pictures one wants, and how the connection does at this moment. */
export default function ConnectionDialog({ meeting, onClose }: { meeting: Meeting; onClose: () => void }) {
  const { t } = useTranslation('stress');
  const { t: common } = useTranslation();
  const { health } = meeting;
  const signs = useStore(health.vitals.store);
  const { lostSince } = useStore(health.connection.store);
  const { people } = useStore(meeting.store);
  const groups = useDetails(signs.stats, people);
  const strains = strainsOf(signs);
  const { cause } = useStore(health.line.store);
  const verdict = cause === 'losing' || cause === 'paused' ? cause : strains.download > 0 || strains.upload > 0 ? 'poor' : strains.machine > 0 ? 'machine' : 'good';
  const measured = signs.stats.at > 0;

  return (
    <Dialog title={t('details.title')} closeLabel={common('action.close')} isOpen onClose={onClose} data-testid="connection">
      <div className={styles.dialog}>
        <BandwidthChoice load={health.load} />
        <section aria-labelledby="connection-now">
          <h3 id="connection-now" className={styles.heading}>
            {t('details.now')}
          </h3>
          {/* Numbers change every two seconds: only what they come to is announced. */}
          <p role="status" data-testid="connection-verdict" data-verdict={lostSince !== null ? 'lost' : measured ? verdict : ''}>
            {lostSince !== null ? t('details.disconnected') : measured ? t(`details.verdict.${verdict}`) : t('details.measuring')}
          </p>
          {measured && groups.map((group) => <Group key={group.id} group={group} />)}
        </section>
        <div className={styles.foot}>
          {measured && <CopyButton text={textOf(groups)} label={t('details.copy')} data-testid="connection-copy" />}
          <a href="/test-connection" target="_blank" rel="noreferrer" title={t('details.testHint')} data-testid="connection-test-link">
            {t('details.test')}
          </a>
        </div>
      </div>
    </Dialog>
  );
}

function Group({ group }: { group: DetailGroup }) {
  return (
    <>
      {group.title !== '' && <h4 className={styles.subheading}>{group.title}</h4>}
      {group.rows.length === 0 ? (
        <p className={styles.empty}>{group.empty}</p>
      ) : (
        <dl className={styles.rows} data-testid={`connection-${group.id}`}>
          {group.rows.map((row) => (
            <div key={row.id} className={styles.row}>
              <dt>
                <bdi>{row.label}</bdi>
              </dt>
              <dd>{row.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

function textOf(groups: readonly DetailGroup[]): string {
  return groups.map((group) => [group.title, ...group.rows.map((row) => `${row.label}: ${row.value}`)].filter((line) => line !== '').join('\n')).join('\n\n');
}
