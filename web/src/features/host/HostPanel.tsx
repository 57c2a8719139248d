import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useStore } from '../../ui/useStore';
import styles from './Host.module.css';

/** What a host does to the whole meeting: at once, by its rules, and to its end. */
export function HostPanel({ meeting, rules, settingsLink, onEnd }: { meeting: Meeting; rules: ReactNode; settingsLink: string; onEnd: () => void }) {
  const { t } = useTranslation();
  const { hands, people } = useStore(meeting.store);
  const { moderation } = meeting;
  const others = people.filter((one) => !one.isLocal);
  return (
    <div className={styles.host} data-testid="host-panel">
      <div className={styles.now} role="group" aria-label={t('host.now')}>
        <Button isDisabled={!others.some((one) => one.microphoneOn)} onPress={() => void moderation.stopAll('microphone')} data-testid="host-mute-all">
          <Icon name="microphone-off" size={20} />
          {t('host.muteAll')}
        </Button>
        <Button isDisabled={!others.some((one) => one.cameraOn)} onPress={() => void moderation.stopAll('camera')} data-testid="host-cameras-off">
          <Icon name="camera-off" size={20} />
          {t('host.camerasOff')}
        </Button>
        <Button isDisabled={hands.length === 0} onPress={() => void moderation.lowerAllHands()} data-testid="host-lower-hands">
          <Icon name="hand" size={20} />
          {t('people.lowerAll')}
        </Button>
      </div>
      {rules}
      <a className={styles.all} href={settingsLink} target="_blank" rel="noopener" data-testid="host-all-settings">
        <Icon name="settings" size={20} />
        {t('host.all')}
        <Icon name="expand" size={16} />
      </a>
      <Button look="danger" onPress={onEnd} data-testid="host-end">
        {t('host.end')}
      </Button>
    </div>
  );
}
