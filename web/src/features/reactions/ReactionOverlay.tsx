import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import type { Reaction } from '../../meeting/reactions';
import { Name } from '../../ui/Name';
import { useStore } from '../../ui/useStore';
import styles from './Reactions.module.css';

/** Emoji over the pictures, for a moment. They are told in words by the announcer, to whoever wants that. */
export function ReactionOverlay({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('talk');
  const { shown, counts } = useStore(meeting.talk.reactions.store);
  return (
    <div className={styles.overlay} aria-hidden="true" data-testid="reactions">
      {shown.map((reaction) => (
        <Floating key={reaction.id} reaction={reaction} named={counts.length === 0} you={t('chat.you')} self={meeting.store.getSnapshot().self?.identity === reaction.identity} />
      ))}
      {counts.length > 0 && (
        <p className={styles.counts} data-testid="reaction-counts">
          {counts.map(({ emoji, count }) => (
            <span key={emoji}>
              <span className={styles.counted}>{emoji}</span> {count}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function Floating({ reaction, named, you, self }: { reaction: Reaction; named: boolean; you: string; self: boolean }) {
  const element = useRef<HTMLSpanElement>(null);
  // Where the person's picture is now, or the lower edge for those who have none in sight. The tiles are another feature's: found by
  // the attribute that says whose they are.
  useLayoutEffect(() => {
    const stage = element.current?.parentElement?.getBoundingClientRect();
    if (stage === undefined || element.current === null) return;
    const tile = document.querySelector(`[data-testid="tile"][data-source="camera"][data-identity="${CSS.escape(reaction.identity)}"]`)?.getBoundingClientRect();
    // Several of one person do not hide each other.
    const aside = ((reaction.id * 37) % 60) - 30;
    const over = tile !== undefined && tile.width > 0 && tile.right > stage.left && tile.left < stage.right && tile.bottom > stage.top && tile.top < stage.bottom;
    const left = over ? tile.left - stage.left + tile.width / 2 + Math.min(aside, tile.width / 3) : Math.min(70 + ((reaction.id * 53) % 120), stage.width / 2);
    const top = over ? tile.top - stage.top + tile.height * 0.72 : stage.height - 70;
    Object.assign(element.current.style, { left: `${left}px`, top: `${top}px` });
  }, [reaction]);
  return (
    <span ref={element} className={styles.floating} data-testid="reaction" data-identity={reaction.identity} data-emoji={reaction.emoji}>
      <span className={styles.emoji}>{reaction.emoji}</span>
      {named && <Name className={styles.name}>{self ? you : reaction.name}</Name>}
    </span>
  );
}
