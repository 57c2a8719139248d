import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import { useSelected, useStore } from '../../ui/useStore';
import { ChatComposer } from './ChatComposer';
import { ChatList } from './ChatList';
import styles from './ChatPanel.module.css';

export default function ChatPanel({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const { t: talk } = useTranslation('talk');
  const { messages } = useStore(meeting.chat.store);
  const rights = useSelected(meeting.store, (state) => state.rights);
  const facts = useSelected(meeting.store, (state) => state.facts);
  return (
    <div className={styles.chat}>
      {messages.length === 0 && (
        <div className={styles.empty}>
          <strong>{t('chat.empty')}</strong>
          <p>{facts.chatHistory ? talk('chat.emptyKept') : t('chat.emptyText')}</p>
        </div>
      )}
      <ChatList meeting={meeting} allowed={rights.chat} />
      {rights.chat ? (
        <ChatComposer meeting={meeting} />
      ) : (
        <p className={styles.taken} role="status" data-testid="chat-taken">
          {t('chat.taken')}
        </p>
      )}
    </div>
  );
}
