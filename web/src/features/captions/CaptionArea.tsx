import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { preferences } from '../../client/preferences';
import { captionStyle, type CaptionStyle } from '../../meeting/captionStyle';
import type { CaptionLine } from '../../meeting/captions';
import type { Meeting } from '../../meeting/meeting';
import { hueOf, initials } from '../../meeting/tiles';
import { Avatar } from '../../ui/Avatar';
import { Icon } from '../../ui/Icon';
import { Name } from '../../ui/Name';
import { useSelected, useStore } from '../../ui/useStore';
import styles from './Captions.module.css';
import { LiveTextField } from './LiveTextField';

/** Milliseconds that the strip says why it is empty. */
const explainFor = 10_000;

/** One line of the text high. */
const avatarSizes = { s: '20px', m: '24px', l: '32px', xl: '40px' } as const;

/** What is said and typed, over the pictures and never over the controls. */
export function CaptionArea({ meeting, children }: { meeting: Meeting; children?: ReactNode }) {
  const wanted = useStore(preferences);
  const { fresh, heard } = useStore(meeting.talk.captions.store);
  const { on } = useStore(meeting.talk.liveText.store);
  const phase = useSelected(meeting.store, (state) => state.phase);
  const rights = useSelected(meeting.store, (state) => state.rights);
  const { place, size, look } = captionStyle(wanted);
  // What somebody types to be read is shown in any case: they may have no other way to say it.
  const lines = wanted.captionsOn ? fresh : fresh.filter((line) => line.kind === 'typed');
  if (phase === 'connecting' || phase === 'ended') return null;
  const strip = lines.length > 0 ? <Strip lines={lines} size={size} look={look} /> : wanted.captionsOn && !heard ? <Explanation size={size} look={look} /> : null;
  return (
    <>
      {place === 'top' && strip !== null && <div className={`${styles.area} ${styles.top}`}>{strip}</div>}
      <div className={`${styles.area} ${styles.bottom}`}>
        {place === 'bottom' && strip}
        {on && rights.chat && <LiveTextField meeting={meeting} />}
        {children}
      </div>
    </>
  );
}

function Strip({ lines, size, look }: { lines: readonly CaptionLine[]; size: CaptionStyle['size']; look: string }) {
  const { t } = useTranslation('talk');
  return (
    <section className={styles.strip} aria-label={t('captions.title')} data-size={size} data-look={look} data-testid="captions">
      <div className={styles.lines}>
        {lines.map((line) => (
          <p key={line.key} className={`${styles.line} ${line.isLocal ? styles.own : ''}`} data-testid="caption" data-kind={line.kind} data-local={line.isLocal} data-final={line.final} data-identity={line.from}>
            <Avatar initials={initials(line.name)} hue={hueOf(line.from, 8)} size={avatarSizes[size]} />
            <span className={styles.words}>
              <Name className={styles.who}>{line.isLocal ? t('chat.you') : line.name}</Name>
              {line.kind === 'spoken' && ' :'}
              {line.kind === 'typed' && (
                <span className={styles.typed} role="img" aria-label={t('captions.typed')}>
                  <Icon name="keyboard" size={16} />
                </span>
              )}{' '}
              <span lang={line.language === '' ? undefined : line.language} dir="auto">
                {line.text}
              </span>
            </span>
          </p>
        ))}
      </div>
    </section>
  );
}

function Explanation({ size, look }: { size: string; look: string }) {
  const { t } = useTranslation('talk');
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), explainFor);
    return () => clearTimeout(timer);
  }, []);
  if (over) return null;
  return (
    <p className={styles.strip} role="status" data-size={size} data-look={look} data-testid="captions-none">
      {t('captions.none')}
    </p>
  );
}
