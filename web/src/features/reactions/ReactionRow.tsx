import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import { reactionEmojis, type ReactionEmoji } from '../../meeting/reactions';
import { IconButton } from '../../ui/IconButton';
import { useSelected, useStore } from '../../ui/useStore';
import styles from './Reactions.module.css';

/** The emoji to choose from. The row stays open, since applause is seldom one clap, and it hides nothing that one needs. */
export function ReactionRow({ meeting }: { meeting: Meeting }) {
  const { open } = useStore(meeting.talk.reactions.store);
  const rights = useSelected(meeting.store, (state) => state.rights);
  return open && rights.chat ? <Row meeting={meeting} /> : null;
}

function Row({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('talk');
  const { reactions } = meeting.talk;
  const row = useRef<HTMLDivElement>(null);

  useEffect(() => {
    row.current?.querySelector('button')?.focus();
  }, []);

  function close() {
    reactions.setOpen(false);
    document.querySelector<HTMLElement>('[data-testid="ctl-reactions"], [data-testid="ctl-more"]')?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      close();
      return;
    }
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const all = [...(row.current?.querySelectorAll('button') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[(at + step + all.length) % all.length]?.focus();
    event.preventDefault();
  }

  function send(emoji: ReactionEmoji) {
    reactions.send(emoji).catch(() => meeting.notices.show('reaction-failed'));
  }

  return (
    <section aria-label={t('reaction.title')}>
      <div ref={row} className={styles.row} role="toolbar" aria-label={t('reaction.title')} onKeyDown={onKeyDown} data-testid="reaction-row">
        {reactionEmojis.map((emoji, index) => (
          <button key={emoji} type="button" className={styles.choice} tabIndex={index === 0 ? 0 : -1} aria-label={t(`reaction.${emoji}`)} title={t(`reaction.${emoji}`)} onClick={() => send(emoji)} data-testid="reaction-send" data-emoji={emoji}>
            {emoji}
          </button>
        ))}
        <IconButton icon="close" label={t('reaction.close')} look="plain" size="s" onPress={close} data-testid="reaction-close" />
      </div>
    </section>
  );
}
