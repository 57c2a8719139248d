import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Participant } from '../../client/room';
import type { Meeting } from '../../meeting/meeting';
import { hueOf, initials } from '../../meeting/tiles';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { CopyLink } from '../../ui/CopyLink';
import { Icon } from '../../ui/Icon';
import { Menu } from '../../ui/Menu';
import { useStore } from '../../ui/useStore';
import styles from './PeoplePanel.module.css';

export interface PeoplePanelProps {
  meeting: Meeting;
  link: string;
  /** Those who wait, for whoever may let them in. */
  lobby: ReactNode;
  personMenu: (identity: string) => ReactNode;
}

export function PeoplePanel({ meeting, link, lobby, personMenu }: PeoplePanelProps) {
  const { t } = useTranslation();
  const { people, hands, hosting, self } = useStore(meeting.store);
  const { moderation } = meeting;
  const raised = hands.flatMap((identity) => people.find((one) => one.identity === identity) ?? []);
  const own = self?.identity ?? '';

  return (
    <div className={styles.people}>
      {lobby}
      <div className={styles.scroll}>
        {raised.length > 0 && (
          <section className={styles.section} aria-labelledby="hands-title" data-testid="hands">
            <div className={styles.head}>
              <h3 id="hands-title">{t('people.hands', { count: raised.length })}</h3>
              {hosting && (
                <Button look="quiet" onPress={() => void moderation.lowerAllHands()} data-testid="hands-lower-all">
                  {t('people.lowerAll')}
                </Button>
              )}
            </div>
            <ol className={styles.list}>
              {raised.map((one, index) => (
                <li key={one.identity} className={styles.person} data-testid="hand" data-identity={one.identity}>
                  <span className={styles.place}>{index + 1}</span>
                  <span className={styles.name}>{one.isLocal ? t('call.youNamed', { name: one.name }) : one.name}</span>
                  {hosting && (
                    <Button look="quiet" onPress={() => void (one.isLocal ? meeting.toggleHand() : moderation.lowerHand(one.identity))} aria-label={`${t('moderate.lowerHand')} : ${one.name}`} data-testid="hand-lower">
                      {t('moderate.lowerHand')}
                    </Button>
                  )}
                </li>
              ))}
            </ol>
          </section>
        )}
        <section className={styles.section} aria-labelledby="inside-title">
          <div className={styles.head}>
            <h3 id="inside-title">{t('people.inside', { count: people.length })}</h3>
            {hosting && people.length > 1 && (
              <Menu
                label={t('people.muteAll')}
                trigger={
                  <Button look="quiet" data-testid="mute-all">
                    <Icon name="microphone-off" size={18} />
                    {t('people.muteAll')}
                  </Button>
                }
                choices={[
                  { id: 'all', label: t('people.muteEverybody'), testId: 'mute-everybody' },
                  { id: 'others', label: t('people.muteOthers'), testId: 'mute-others' },
                ]}
                onChoose={(id) => void moderation.muteAll(id === 'all' ? [own] : [own, ...meeting.speaking()])}
              />
            )}
          </div>
          <ul className={styles.list}>
            {people.map((one) => (
              <Person key={one.identity} person={one} place={hands.indexOf(one.identity) + 1} menu={personMenu(one.identity)} />
            ))}
          </ul>
        </section>
      </div>
      <div className={styles.invite}>
        <p>{t('invite.text')}</p>
        <CopyLink url={link} />
      </div>
    </div>
  );
}

function Person({ person, place, menu }: { person: Participant; place: number; menu: ReactNode }) {
  const { t } = useTranslation();
  const { name, role } = person;
  const badges = [t(`people.role.${role}`), person.guest ? t('people.guest') : ''].filter((one) => one !== '');
  return (
    <li className={styles.person} data-testid="person" data-identity={person.identity} data-role={role} data-guest={person.guest}>
      <Avatar initials={initials(name)} hue={hueOf(person.identity, 8)} size="36px" />
      <span className={styles.who}>
        <span className={styles.name}>{person.isLocal ? t('call.youNamed', { name }) : name}</span>
        {badges.length > 0 && <span className={styles.badges}>{badges.join(' · ')}</span>}
      </span>
      {place > 0 && (
        <span className={styles.hand} role="img" aria-label={t('call.hand', { place })} title={t('call.hand', { place })}>
          <Icon name="hand" size={16} />
          {place}
        </span>
      )}
      {person.sharing && <Mark icon="share" text={t('call.screenOf', { name })} />}
      {!person.cameraOn && <Mark icon="camera-off" text={t('call.cameraOff')} />}
      {!person.microphoneOn && <Mark icon="microphone-off" text={t('call.muted')} />}
      {menu}
    </li>
  );
}

function Mark({ icon, text }: { icon: 'share' | 'camera-off' | 'microphone-off'; text: string }) {
  return (
    <span className={styles.mark} role="img" aria-label={text} title={text}>
      <Icon name={icon} size={18} />
    </span>
  );
}
