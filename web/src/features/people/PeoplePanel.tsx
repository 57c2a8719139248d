import { memo, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Participant } from '../../client/room';
import type { Meeting } from '../../meeting/meeting';
import { linkWords } from '../../meeting/links';
import { listed, searchFrom, searchPeople } from '../../meeting/people';
import { isHost } from '../../meeting/roles';
import { hueOf, initials } from '../../meeting/tiles';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { CopyLink } from '../../ui/CopyLink';
import { Icon } from '../../ui/Icon';
import { LongList, type RowPlace } from '../../ui/LongList';
import { Menu } from '../../ui/Menu';
import { Name } from '../../ui/Name';
import { TextField } from '../../ui/TextField';
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
  const [wanted, setWanted] = useState('');
  const searching = people.length >= searchFrom || wanted !== '';
  const byIdentity = useMemo(() => new Map(people.map((one) => [one.identity, one])), [people]);
  const shown = useMemo(() => searchPeople(listed(people), wanted), [people, wanted]);
  const raised = searchPeople(
    hands.flatMap((identity) => byIdentity.get(identity) ?? []),
    wanted,
  );
  const own = self?.identity ?? '';

  return (
    <div className={styles.people}>
      {lobby}
      {searching && (
        <div className={styles.search}>
          <TextField label={t('people.search')} hideLabel placeholder={t('people.search')} type="search" value={wanted} onChange={setWanted} autoComplete="off" data-testid="people-search" />
          <p className={styles.hidden} role="status">
            {wanted.trim() !== '' && t('people.found', { count: shown.length })}
          </p>
        </div>
      )}
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
            <LongList
              ordered
              items={raised}
              keyOf={(one) => one.identity}
              rowHeight={3.25}
              row={(one, place) => (
                <li {...place} className={styles.person} data-testid="hand" data-identity={one.identity}>
                  <span className={styles.place}>{hands.indexOf(one.identity) + 1}</span>
                  <Name className={styles.name}>{one.isLocal ? t('call.youNamed', { name: one.name }) : one.name}</Name>
                  {hosting && (
                    <Button look="quiet" onPress={() => void (one.isLocal ? meeting.toggleHand() : moderation.lowerHand(one.identity))} aria-label={`${t('moderate.lowerHand')} : ${one.name}`} data-testid="hand-lower">
                      {t('moderate.lowerHand')}
                    </Button>
                  )}
                </li>
              )}
            />
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
          {shown.length === 0 && <p className={styles.none}>{t('people.noneFound')}</p>}
          <LongList
            items={shown}
            keyOf={(one) => one.identity}
            rowHeight={3.25}
            row={(one, place) => <Person person={one} row={place} place={one.handSince === null ? 0 : hands.indexOf(one.identity) + 1} menu={personMenu(one.identity)} />}
          />
        </section>
      </div>
      <div className={styles.invite}>
        <p>{t('invite.text')}</p>
        <CopyLink url={link} />
      </div>
    </div>
  );
}

/** A row is drawn again when its person or its place changes; the menu watches its person itself. */
const Person = memo(PersonRow, (a, b) => a.person === b.person && a.place === b.place && samePlace(a.row, b.row));

function samePlace(a: RowPlace, b: RowPlace): boolean {
  return (Object.keys(a) as (keyof RowPlace)[]).every((key) => Object.is(a[key], b[key]));
}

function PersonRow({ person, place, row, menu }: { person: Participant; place: number; row: RowPlace; menu: ReactNode }) {
  const { t } = useTranslation();
  const { t: stress } = useTranslation('stress');
  const link = linkWords(person);
  const { name, role } = person;
  const roleName = t(`people.role.${role}`);
  return (
    <li {...row} className={styles.person} data-testid="person" data-identity={person.identity} data-role={role} data-guest={person.guest}>
      <Avatar initials={initials(name)} hue={hueOf(person.identity, 8)} size="36px" />
      <span className={styles.who}>
        <Name className={styles.name}>{person.isLocal ? t('call.youNamed', { name }) : name}</Name>
        {(roleName !== '' || person.guest) && (
          <span className={styles.badges}>
            {roleName !== '' && <span className={isHost(role) ? styles.hosting : ''}>{roleName}</span>}
            {person.guest && <span>{t('people.guest')}</span>}
          </span>
        )}
      </span>
      {place > 0 && (
        <span className={styles.hand} role="img" aria-label={t('call.hand', { place })} title={t('call.hand', { place })}>
          <Icon name="hand" size={16} />
          {place}
        </span>
      )}
      {link !== null && <Mark icon="signal" text={stress(`link.${link}`)} />}
      {person.sharing && <Mark icon="share" text={t('call.screenOf', { name })} />}
      {!person.cameraOn && <Mark icon="camera-off" text={t('call.cameraOff')} />}
      {!person.microphoneOn && <Mark icon="microphone-off" text={t('call.muted')} />}
      {menu}
    </li>
  );
}

function Mark({ icon, text }: { icon: 'signal' | 'share' | 'camera-off' | 'microphone-off'; text: string }) {
  return (
    <span className={styles.mark} role="img" aria-label={text} title={text}>
      <Icon name={icon} size={18} />
    </span>
  );
}
