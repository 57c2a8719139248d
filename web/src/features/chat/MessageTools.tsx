import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { ChatMessage } from '../../meeting/chat';
import { copyText } from '../../ui/copyText';
import { IconButton } from '../../ui/IconButton';
import styles from './ChatMessage.module.css';

const EmojiPicker = lazy(() => import('./EmojiPicker'));

export interface MessageToolsProps {
  message: ChatMessage;
  allowed: boolean;
  onAnswer: () => void;
  /** Begins a private message to its author; undefined where there is nobody to write to. */
  onWrite: (() => void) | undefined;
  onReact: (emoji: string) => void;
  /** The list of emoji was opened or closed: the tools stay as long. */
  onPicking: (open: boolean) => void;
}

/** What can be done with a message. */
export function MessageTools({ message, allowed, onAnswer, onWrite, onReact, onPicking }: MessageToolsProps) {
  const { t } = useTranslation('talk');
  const [picking, setPicking] = useState(false);
  const [copied, setCopied] = useState(false);

  function pick(open: boolean) {
    setPicking(open);
    onPicking(open);
  }

  return (
    <div className={styles.tools} role="toolbar" aria-label={t('chat.tools')} data-testid="chat-tools">
      {allowed && (
        <>
          <DialogTrigger isOpen={picking} onOpenChange={pick}>
            <IconButton icon="smile" label={t('chat.react')} look="plain" size="s" data-testid="chat-react" />
            <Popover className={styles.popover ?? ''} placement="bottom end" offset={6}>
              <Dialog aria-label={t('chat.react')} className={styles.dialog ?? ''}>
                <Suspense fallback={<p className={styles.loading}>…</p>}>
                  <EmojiPicker
                    onPick={(emoji) => {
                      pick(false);
                      onReact(emoji);
                    }}
                  />
                </Suspense>
              </Dialog>
            </Popover>
          </DialogTrigger>
          <IconButton icon="reply" label={t('chat.reply')} look="plain" size="s" onPress={onAnswer} data-testid="chat-reply" />
          {onWrite !== undefined && <IconButton icon="lock" label={t('chat.writeTo', { name: message.name })} look="plain" size="s" onPress={onWrite} data-testid="chat-write-to" />}
        </>
      )}
      <IconButton icon={copied ? 'check' : 'copy'} label={copied ? t('chat.copied') : t('chat.copy')} look="plain" size="s" onPress={() => void copyText(message.text).then(setCopied)} data-testid="chat-copy" />
    </div>
  );
}
