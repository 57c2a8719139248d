import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { chatTextLimit } from '../../meeting/chat';
import type { Meeting } from '../../meeting/meeting';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { Menu } from '../../ui/Menu';
import { Name } from '../../ui/Name';
import { useStore } from '../../ui/useStore';
import messageStyles from './ChatMessage.module.css';
import styles from './ChatPanel.module.css';

const EmojiPicker = lazy(() => import('./EmojiPicker'));

/** The remaining length is shown from here on. */
const warnFrom = chatTextLimit - 200;
const everybody = 'everybody';

export function ChatComposer({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const { t: talk } = useTranslation('talk');
  const { draft, chat } = meeting.talk;
  const { text, to, toName, reachable, replyTo } = useStore(draft.store);
  const field = useRef<HTMLTextAreaElement>(null);
  const [picking, setPicking] = useState(false);
  const empty = text.trim() === '';

  // Opened, turned to somebody, or asked to answer: one begins to write.
  useEffect(() => field.current?.focus(), [to, replyTo]);

  function onKeyDown(event: KeyboardEvent) {
    // While an input method composes, Enter chooses a character.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void draft.send();
    } else if (event.key === 'Escape' && replyTo !== null) {
      // Only the answer is given up, not the panel.
      event.stopPropagation();
      draft.stopAnswering();
    } else if (event.key === 'ArrowUp' && text === '') {
      const rows = document.querySelectorAll<HTMLElement>('[role="log"] [data-key]');
      rows[rows.length - 1]?.focus();
      event.preventDefault();
    }
  }

  function insert(emoji: string) {
    setPicking(false);
    const element = field.current;
    const start = element?.selectionStart ?? text.length;
    const end = element?.selectionEnd ?? text.length;
    if (text.length + emoji.length <= chatTextLimit) draft.write(text.slice(0, start) + emoji + text.slice(end));
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(start + emoji.length, start + emoji.length);
    });
  }

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void draft.send();
      }}
      data-testid="chat-composer"
      data-to={to ?? ''}
    >
      <Recipient meeting={meeting} />
      {replyTo !== null && <Answering meeting={meeting} replyTo={replyTo} />}
      {!reachable && (
        <p className={styles.left} role="alert" data-testid="chat-to-left">
          {talk('chat.left', { name: toName })}
        </p>
      )}
      <div className={`${styles.field} ${to !== null ? styles.fieldPrivate : ''}`}>
        <textarea
          ref={field}
          className={styles.input}
          rows={1}
          value={text}
          maxLength={chatTextLimit}
          placeholder={to === null ? t('chat.input') : talk('chat.inputPrivate', { name: toName })}
          aria-label={to === null ? t('chat.input') : talk('chat.inputPrivate', { name: toName })}
          onChange={(event) => draft.write(event.target.value)}
          onKeyDown={onKeyDown}
          data-testid="chat-input"
        />
        <DialogTrigger isOpen={picking} onOpenChange={setPicking}>
          <IconButton icon="smile" label={talk('chat.emoji')} look="plain" size="s" data-testid="chat-emoji" />
          <Popover className={messageStyles.popover ?? ''} placement="top end" offset={8}>
            <Dialog aria-label={talk('chat.emoji')} className={messageStyles.dialog ?? ''}>
              <Suspense fallback={<p className={messageStyles.loading}>…</p>}>
                <EmojiPicker onPick={insert} />
              </Suspense>
            </Dialog>
          </Popover>
        </DialogTrigger>
        <IconButton
          icon="send"
          label={to === null ? t('chat.send') : talk('chat.sendTo', { name: toName })}
          look="plain"
          size="s"
          isDisabled={empty || !reachable}
          onPress={() => void draft.send()}
          data-testid="chat-send"
        />
      </div>
      {text.length >= warnFrom && (
        <p className={styles.remaining} role="status">
          {t('chat.tooLong', { count: chatTextLimit - text.length })}
        </p>
      )}
      {/* Told once when it changes, since whom one writes to matters more than anything else here. */}
      <p className={messageStyles.unseen} role="status">
        {to === null ? '' : reachable && chat.reaches(to) ? talk('chat.onlyFor', { name: toName }) : ''}
      </p>
    </form>
  );
}

/** Whom the words are for: said all the time, and changed here. */
function Recipient({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('talk');
  const { draft } = meeting.talk;
  const { to, toName } = useStore(draft.store);
  const { people } = useStore(meeting.store);
  const others = people.filter((one) => !one.isLocal);
  if (others.length === 0 && to === null) return null;
  return (
    <div className={`${styles.recipient} ${to !== null ? styles.recipientPrivate : ''}`} data-testid="chat-recipient">
      <Menu
        label={t('chat.to')}
        trigger={
          <AriaButton className={styles.recipientButton ?? ''} data-testid="chat-to">
            <Icon name={to === null ? 'people' : 'lock'} size={16} />
            <span className={styles.recipientText}>{to === null ? t('chat.toEverybody') : t('chat.onlyFor', { name: toName })}</span>
            <Icon name="chevron" size={14} />
          </AriaButton>
        }
        choices={[{ id: everybody, label: t('chat.everybody'), selected: to === null, testId: 'chat-to-everybody' }, ...others.map((one) => ({ id: `to ${one.identity}`, label: one.name, selected: one.identity === to, testId: 'chat-to-person' }))]}
        onChoose={(id) => draft.choose(id === everybody ? null : id.slice(3))}
      />
      {to !== null && <IconButton icon="close" label={t('chat.toEverybodyAgain')} look="plain" size="s" onPress={() => draft.writeToAll()} data-testid="chat-to-clear" />}
    </div>
  );
}

function Answering({ meeting, replyTo }: { meeting: Meeting; replyTo: string }) {
  const { t } = useTranslation('talk');
  const { messages } = useStore(meeting.chat.store);
  const answered = messages.find((one) => one.key === replyTo);
  if (answered === undefined) return null;
  return (
    <div className={styles.answering} data-testid="chat-answering">
      <p>
        <Name className={messageStyles.quoteName}>{t('chat.answering', { name: answered.isLocal ? t('chat.you') : answered.name })}</Name>
        <span className={styles.answered}>{answered.text}</span>
      </p>
      <IconButton icon="close" label={t('chat.stopAnswering')} look="plain" size="s" onPress={() => meeting.talk.draft.stopAnswering()} data-testid="chat-answering-stop" />
    </div>
  );
}
