import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import { hueOf, initials } from '../../meeting/tiles';
import { Avatar } from '../../ui/Avatar';
import { CopyLink } from '../../ui/CopyLink';
import { Icon } from '../../ui/Icon';
import { useStore } from '../../ui/useStore';
import styles from './PeoplePanel.module.css';

export function PeoplePanel({ meeting, link }: { meeting: Meeting; link: string }) {
  const { t } = useTranslation();
  const { people } = useStore(meeting.store);
  return (
    <div className={styles.people}>
      <ul className={styles.list}>
        {people.map((one) => (
          <li key={one.identity} className={styles.person} data-testid="person" data-identity={one.identity}>
            <Avatar initials={initials(one.name)} hue={hueOf(one.identity, 8)} size="36px" />
            <span className={styles.name}>{one.isLocal ? t('call.youNamed', { name: one.name }) : one.name}</span>
            {one.sharing && <Mark icon="share" text={t('call.screenOf', { name: one.name })} />}
            {!one.cameraOn && <Mark icon="camera-off" text={t('call.cameraOff')} />}
            {!one.microphoneOn && <Mark icon="microphone-off" text={t('call.muted')} />}
          </li>
        ))}
      </ul>
      <div className={styles.invite}>
        <p>{t('invite.text')}</p>
        <CopyLink url={link} />
      </div>
    </div>
  );
}

function Mark({ icon, text }: { icon: 'share' | 'camera-off' | 'microphone-off'; text: string }) {
  return (
    <span className={styles.mark} role="img" aria-label={text} title={text}>
      <Icon name={icon} size={18} />
    </span>
  );
}
