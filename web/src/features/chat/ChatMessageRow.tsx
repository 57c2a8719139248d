import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chat, ChatMessage } from '../../meeting/chat';
import { chatParts } from '../../meeting/chatParts';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Name } from '../../ui/Name';
import styles from './ChatMessage.module.css';

export interface ChatMessageRowProps {
  chat: Chat;
  message: ChatMessage;
  /** It stands under the name of the message before it. */
  follows: boolean;
  /** What it answers: undefined when it answers nothing, null when that is not here any more. */
  quoted: ChatMessage | null | undefined;
  self: string;
  nameOf: (identity: string) => string;
  /** What can be done with it, while somebody is at it. */
  tools: ReactNode;
  onJump: (key: string) => void;
  onReact: (key: string, emoji: string) => void;
}

export const ChatMessageRow = memo(function ChatMessageRow({ chat, message, follows, quoted, self, nameOf, tools, onJump, onReact }: ChatMessageRowProps) {
  const { t } = useTranslation('talk');
  const { key, isLocal, to, state } = message;
  const id = `chat ${key}`.replace(/\s/gu, '_');
  return (
    <article
      className={`${styles.message} ${isLocal ? styles.own : ''} ${follows ? styles.follows : ''} ${to !== null ? styles.private : ''}`}
      tabIndex={-1}
      aria-labelledby={`${id}-who ${id}-text`}
      data-key={key}
      data-testid="chat-message"
      data-identity={message.from}
      data-local={isLocal}
      data-private={to !== null}
      data-state={state}
    >
      <Head message={message} id={`${id}-who`} hidden={follows} />
      {quoted !== undefined && (
        <button type="button" className={styles.quote} disabled={quoted === null} onClick={() => quoted !== null && onJump(quoted.key)} data-testid="chat-quote">
          <Icon name="reply" size={14} />
          {quoted === null ? (
            <span className={styles.quoteText}>{t('chat.quoteGone')}</span>
          ) : (
            <span className={styles.quoteText}>
              <Name className={styles.quoteName}>{quoted.isLocal ? t('chat.you') : quoted.name}</Name> {quoted.text}
            </span>
          )}
        </button>
      )}
      <p id={`${id}-text`} className={styles.text} dir="auto" data-testid="chat-text">
        {chatParts(message.text).map((part, index) =>
          part.kind === 'link' ? (
            <a key={index} href={part.href} target="_blank" rel="noopener noreferrer">
              {part.text}
            </a>
          ) : (
            <span key={index}>{part.text}</span>
          ),
        )}
      </p>
      {message.reactions.length > 0 && (
        <p className={styles.reactions} data-testid="chat-reactions">
          {message.reactions.map(({ emoji, by }) => {
            const names = by.map((identity) => (identity === self ? t('chat.you') : nameOf(identity))).join(', ');
            return (
              <button key={emoji} type="button" className={styles.reaction} aria-pressed={by.includes(self)} aria-label={t('chat.reactedBy', { emoji, number: by.length, names })} title={names} onClick={() => onReact(key, emoji)} data-testid="chat-reaction" data-emoji={emoji}>
                <span>{emoji}</span> <span>{by.length}</span>
              </button>
            );
          })}
        </p>
      )}
      {state === 'failed' && (
        <p className={styles.failed} data-testid="chat-failed">
          <Icon name="warning" size={16} />
          <span>{to !== null && !chat.reaches(to) ? t('chat.notSentLeft', { name: message.toName }) : t('chat.notSent')}</span>
          {(to === null || chat.reaches(to)) && (
            <Button look="quiet" onPress={() => void chat.retry(key)} data-testid="chat-retry">
              {t('chat.retry')}
            </Button>
          )}
          <Button look="quiet" onPress={() => chat.discard(key)} data-testid="chat-discard">
            {t('chat.discard')}
          </Button>
        </p>
      )}
      {tools}
    </article>
  );
});

function Head({ message, id, hidden }: { message: ChatMessage; id: string; hidden: boolean }) {
  const { t, i18n } = useTranslation('talk');
  const time = new Date(message.sentAt);
  const readable = !Number.isNaN(time.getTime());
  return (
    <p id={id} className={hidden ? styles.unseen : styles.head}>
      <strong>
        <Name>{message.isLocal ? t('chat.you') : message.name}</Name>
      </strong>
      {readable && <time dateTime={time.toISOString()}>{time.toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' })}</time>}
      {message.to !== null && (
        <span className={styles.privacy} data-testid="chat-private">
          <Icon name="lock" size={14} />
          {message.isLocal ? t('chat.privateTo', { name: message.toName }) : t('chat.privateForYou')}
        </span>
      )}
    </p>
  );
}
