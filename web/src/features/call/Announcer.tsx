import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Announcement, Announcements } from '../../meeting/announcements';
import { useStore } from '../../ui/useStore';
import styles from './CallScreen.module.css';

/**
 * Tells assistive technology what happens: the only live regions of a call's news, so that nothing is said twice. They are always
 * there, since screen readers only announce changes of what they know; each piece of news is a paragraph that is added.
 */
export function Announcer({ announcements }: { announcements: Announcements }) {
  const all = useStore(announcements.store);
  return (
    <div className={styles.hidden} data-testid="announcer">
      <div aria-live="polite" aria-relevant="additions" aria-atomic="false">
        {all.filter((one) => !one.urgent).map((one) => (
          <Words key={one.id} announcement={one} />
        ))}
      </div>
      <div aria-live="assertive" aria-relevant="additions" aria-atomic="false">
        {all.filter((one) => one.urgent).map((one) => (
          <Words key={one.id} announcement={one} />
        ))}
      </div>
    </div>
  );
}

const Words = memo(function Words({ announcement: { said } }: { announcement: Announcement }) {
  const { t } = useTranslation();
  const { t: talk } = useTranslation('talk');
  switch (said.type) {
    case 'notice':
      return <p data-said={said.notice.kind}>{t(`notice.${said.notice.kind}`, { name: said.notice.name, text: said.notice.text })}</p>;
    case 'message':
      return <p data-said="message">{talk(said.isPrivate ? 'announce.private' : 'announce.message', { name: said.name, text: said.text })}</p>;
    case 'reaction':
      return <p data-said="reaction">{talk('announce.reaction', { name: said.name, reaction: talk(`reaction.${said.emoji}`) })}</p>;
    case 'place':
      return <p data-said="place">{said.place === 1 ? talk('announce.placeFirst') : talk('announce.place', { place: said.place })}</p>;
    case 'typed':
      return <p data-said="typed">{talk('announce.typed', { name: said.name, text: said.text })}</p>;
  }
});
