import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { chatParts, type Chat, type ChatMessage } from '../../meeting/chat';
import { useStore } from '../../ui/useStore';
import { ChatComposer } from './ChatComposer';
import styles from './ChatPanel.module.css';

/** Messages of one person within this time stand under one name. */
const together = 3 * 60_000;

export function ChatPanel({ chat, allowed, onFailed }: { chat: Chat; allowed: boolean; onFailed: () => void }) {
  const { t } = useTranslation();
  const { messages } = useStore(chat.store);
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);

  useEffect(() => {
    // Whoever reads older messages is not pulled away from them; one's own message is always shown.
    const element = list.current;
    if (element !== null && (atEnd.current || messages.at(-1)?.isLocal === true)) element.scrollTop = element.scrollHeight;
  }, [messages]);

  return (
    <div className={styles.chat}>
      {messages.length === 0 && (
        <div className={styles.empty}>
          <strong>{t('chat.empty')}</strong>
          <p>{t('chat.emptyText')}</p>
        </div>
      )}
      <div
        ref={list}
        className={styles.list}
        role="log"
        aria-label={t('chat.list')}
        tabIndex={messages.length === 0 ? -1 : 0}
        onScroll={({ currentTarget: box }) => {
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
        }}
      >
        {messages.map((message, index) => (
          <Message key={`${message.from} ${message.id}`} message={message} before={messages[index - 1]} />
        ))}
      </div>
      {allowed ? (
        <ChatComposer onSend={(text) => chat.send(text)} onFailed={onFailed} />
      ) : (
        <p className={styles.taken} role="status" data-testid="chat-taken">
          {t('chat.taken')}
        </p>
      )}
    </div>
  );
}

function Message({ message, before }: { message: ChatMessage; before: ChatMessage | undefined }) {
  const { t, i18n } = useTranslation();
  const follows = before !== undefined && before.from === message.from && message.sentAt - before.sentAt < together;
  const time = new Date(message.sentAt).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' });
  return (
    <div className={`${styles.message} ${message.isLocal ? styles.own : ''} ${follows ? styles.follows : ''}`} data-testid="chat-message" data-identity={message.from} data-local={message.isLocal}>
      {!follows && (
        <p className={styles.head}>
          <strong>{message.isLocal ? t('call.you') : message.name}</strong>
          <time dateTime={new Date(message.sentAt).toISOString()}>{time}</time>
        </p>
      )}
      <p className={styles.text} data-testid="chat-text">
        {chatParts(message.text).map((part, index) =>
          part.kind === 'link' ? (
            <a key={index} href={part.text} target="_blank" rel="noopener noreferrer">
              {part.text}
            </a>
          ) : (
            <span key={index}>{part.text}</span>
          ),
        )}
      </p>
    </div>
  );
}
