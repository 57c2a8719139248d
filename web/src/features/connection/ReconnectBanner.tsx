import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../meeting/connection';
import { Button } from '../../ui/Button';
import { useStore } from '../../ui/useStore';
import styles from './Connection.module.css';

/** While the connection is gone: what is happening, since when, and what one can do. */
export function ReconnectBanner({ connection }: { connection: Connection }) {
  const { t } = useTranslation('stress');
  const { lostSince, online, trying } = useStore(connection.store);
  return (
    <div className={styles.region} role="status">
      {lostSince !== null && (
        <div className={`${styles.banner} ${styles.warning}`} data-testid="reconnecting" data-online={online}>
          <span className={styles.pulse} aria-hidden="true" />
          <span className={styles.words}>
            <strong>{online ? t('reconnect.lost') : t('reconnect.offline')}</strong> <Elapsed since={lostSince} />
            <span className={styles.more}>{online ? t('reconnect.kept') : t('reconnect.offlineText')}</span>
          </span>
          {online && (
            <Button onPress={() => connection.tryNow()} isDisabled={trying} data-testid="reconnect-now">
              {trying ? t('reconnect.trying') : t('reconnect.tryNow')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** Seconds go by on the screen only: heard, they would be in the way. */
function Elapsed({ since }: { since: number }) {
  const { t } = useTranslation('stress');
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((now - since) / 1000));
  const time = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  return (
    <span className={styles.elapsed} aria-hidden="true">
      {t('reconnect.since', { time })}
    </span>
  );
}
