import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { chatTextLimit } from '../../meeting/chat';
import { IconButton } from '../../ui/IconButton';
import styles from './ChatPanel.module.css';

/** The remaining length is shown from here on. */
const warnFrom = chatTextLimit - 200;

export function ChatComposer({ onSend, onFailed }: { onSend: (text: string) => Promise<void>; onFailed: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => field.current?.focus(), []);

  async function send() {
    if (text.trim() === '') return;
    setText('');
    try {
      await onSend(text);
    } catch {
      // Give the words back, unless something new is being written.
      setText((now) => (now === '' ? text : now));
      onFailed();
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    // While an input method composes, Enter chooses a character.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  }

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className={styles.field}>
        <textarea
          ref={field}
          className={styles.input}
          rows={1}
          value={text}
          maxLength={chatTextLimit}
          placeholder={t('chat.input')}
          aria-label={t('chat.input')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          data-testid="chat-input"
        />
        <IconButton icon="send" label={t('chat.send')} look="plain" size="s" isDisabled={text.trim() === ''} onPress={() => void send()} data-testid="chat-send" />
      </div>
      {text.length >= warnFrom && (
        <p className={styles.remaining} role="status">
          {t('chat.tooLong', { count: chatTextLimit - text.length })}
        </p>
      )}
    </form>
  );
}
