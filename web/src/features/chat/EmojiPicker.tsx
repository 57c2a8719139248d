import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './EmojiPicker.module.css';

/** A few for each mood: enough to answer with, and no file of data. Screen readers know their names. */
const groups = {
  answers: ['👍', '👎', '👏', '🙌', '🙏', '👌', '🤝', '💪', '✅', '❌', '❓', '❗'],
  faces: ['😀', '😄', '😂', '🙂', '😉', '😊', '😍', '🤗', '🤔', '😮', '😅', '😎', '🥳', '😢', '😭', '😡', '😴', '🤯', '😬', '🙃', '🤞', '🫶', '👀', '🫡'],
  hearts: ['❤️', '💛', '💚', '💙', '💜', '💯', '✨', '🔥'],
  things: ['🎉', '🎂', '☕', '🍀', '🌞', '🌧️', '⭐', '💡', '📌', '📎', '📅', '⏰', '🚀', '🐢', '🏆', '🎯'],
} as const;

const columns = 8;

/** A small table of emoji: arrows go around in it, Enter chooses. */
export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation('talk');
  const root = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (step === undefined) return;
    const all = [...(root.current?.querySelectorAll('button') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[Math.min(all.length - 1, Math.max(0, at + step))]?.focus();
    event.preventDefault();
  }

  let index = 0;
  return (
    <div ref={root} className={styles.picker} onKeyDown={onKeyDown} data-testid="emoji-picker">
      {Object.entries(groups).map(([name, emojis]) => (
        <div key={name} role="group" aria-label={t(`emoji.${name as keyof typeof groups}`)} className={styles.group}>
          {emojis.map((emoji) => {
            const first = index++ === 0;
            return (
              <button key={emoji} type="button" className={styles.emoji} tabIndex={first ? 0 : -1} autoFocus={first} onClick={() => onPick(emoji)} data-emoji={emoji}>
                {emoji}
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}
