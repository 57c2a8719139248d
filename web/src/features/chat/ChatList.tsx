import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatMessage } from '../../meeting/chat';
import type { Meeting } from '../../meeting/meeting';
import { Icon } from '../../ui/Icon';
import { useSelected, useStore } from '../../ui/useStore';
import { ChatMessageRow } from './ChatMessageRow';
import styles from './ChatPanel.module.css';
import { MessageTools } from './MessageTools';

/** Messages of one person within this time stand under one name. */
const together = 3 * 60_000;

/** The conversation. Arrows reach every message, Tab goes on to what can be done with it. */
export function ChatList({ meeting, allowed }: { meeting: Meeting; allowed: boolean }) {
  const { t } = useTranslation('talk');
  const { chat, draft } = meeting.talk;
  const { messages, firstNew, below } = useStore(chat.store);
  const self = useSelected(meeting.store, (state) => state.self);
  const list = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const [active, setActive] = useState<string | null>(null);
  const [picking, setPicking] = useState<string | null>(null);
  const byId = useMemo(() => new Map(messages.filter((one) => one.id !== '').map((one) => [one.id, one])), [messages]);
  const own = self?.identity ?? '';

  const toEnd = useCallback(() => {
    const box = list.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    // Whoever reads older messages is not pulled away from them; one's own message is always shown.
    if (atEnd.current || messages.at(-1)?.state === 'sending') toEnd();
  }, [messages, toEnd]);

  // The field below grows and shrinks, and messages get their real height once they are drawn; the end stays in sight.
  useEffect(() => {
    const observer = new ResizeObserver(() => atEnd.current && toEnd());
    for (const box of [list.current, content.current]) if (box !== null) observer.observe(box);
    return () => observer.disconnect();
  }, [toEnd]);

  const rowOf = useCallback((key: string | undefined) => (key === undefined ? null : (list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null)), []);
  const jump = useCallback(
    (key: string) => {
      const row = rowOf(key);
      row?.scrollIntoView({ block: 'center' });
      row?.focus();
    },
    [rowOf],
  );
  const react = useCallback((key: string, emoji: string) => void chat.react(key, emoji).catch(() => meeting.notices.show('reaction-failed')), [chat, meeting]);
  const nameOf = useCallback((identity: string) => meeting.nameOf(identity), [meeting]);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const target = event.target as HTMLElement;
    if (target !== event.currentTarget && !target.matches('[data-key]')) return;
    const at = messages.findIndex((one) => one.key === target.dataset.key);
    const from = at < 0 ? messages.length : at;
    const next = { ArrowUp: from - 1, ArrowDown: from + 1, PageUp: from - 10, PageDown: from + 10, Home: 0, End: messages.length - 1 }[event.key];
    if (next === undefined) return;
    rowOf(messages[Math.min(messages.length - 1, Math.max(0, next))]?.key)?.focus();
    event.preventDefault();
  }

  function toolsOf(message: ChatMessage) {
    if ((message.key !== active && message.key !== picking) || message.state !== 'sent') return null;
    const other = !message.isLocal && message.to === null && chat.reaches(message.from) ? message.from : null;
    return (
      <MessageTools
        message={message}
        allowed={allowed}
        onAnswer={() => draft.answer(message)}
        onWrite={other === null ? undefined : () => draft.writeTo(other)}
        onReact={(emoji) => react(message.key, emoji)}
        onPicking={(open) => setPicking(open ? message.key : null)}
      />
    );
  }

  return (
    <div className={styles.messages}>
      <div
        ref={list}
        className={styles.list}
        role="log"
        aria-label={t('chat.list')}
        // What is new is spoken by the announcer, whether the list is open or not.
        aria-live="off"
        tabIndex={messages.length === 0 ? -1 : 0}
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget: box }) => {
          // Only a reader leaves the end; a list that grows does not.
          if (box.scrollHeight - box.scrollTop - box.clientHeight < 40) atEnd.current = true;
          else if (box.scrollTop < lastTop.current) atEnd.current = false;
          lastTop.current = box.scrollTop;
          chat.setAtEnd(atEnd.current);
        }}
        onPointerOver={(event) => setActive(keyAt(event.target))}
        onPointerLeave={(event) => event.pointerType === 'mouse' && setActive(null)}
        onFocus={(event) => setActive(keyAt(event.target))}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setActive(null)}
      >
        <div ref={content} className={styles.content}>
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const isNew = message.key === firstNew;
            const row = (
              <ChatMessageRow
                key={message.key}
                chat={chat}
                message={message}
                follows={!isNew && before !== undefined && before.from === message.from && before.to === message.to && message.sentAt - before.sentAt < together}
                quoted={message.replyTo === null ? undefined : (byId.get(message.replyTo) ?? null)}
                self={own}
                nameOf={nameOf}
                tools={toolsOf(message)}
                onJump={jump}
                onReact={react}
              />
            );
            return isNew ? [<NewMark key="new" />, row] : row;
          })}
        </div>
      </div>
      {below > 0 && (
        <button type="button" className={styles.jump} onClick={toEnd} data-testid="chat-newest">
          <Icon name="down" size={16} />
          {t('chat.newBelow', { count: below })}
        </button>
      )}
    </div>
  );
}

function NewMark() {
  const { t } = useTranslation('talk');
  return (
    <p className={styles.newMark} data-testid="chat-new">
      <span>{t('chat.new')}</span>
    </p>
  );
}

function keyAt(target: EventTarget): string | null {
  return (target instanceof Element ? target.closest<HTMLElement>('[data-key]')?.dataset.key : undefined) ?? null;
}
