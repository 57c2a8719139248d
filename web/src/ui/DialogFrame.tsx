import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import styles from './Dialog.module.css';
import { IconButton } from './IconButton';

export interface DialogProps {
  title: string;
  closeLabel: string;
  isOpen: boolean;
  onClose: () => void;
  /** `wide` has room for more than a sentence and two buttons. */
  size?: 'normal' | 'wide';
  children: ReactNode;
  'data-testid'?: string;
}

/** A dialog in the middle of the page; it keeps the focus until it is closed. */
export default function DialogFrame({ title, closeLabel, isOpen, onClose, size = 'normal', children, 'data-testid': testId }: DialogProps) {
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable className={styles.overlay ?? ''}>
      <Modal className={`${styles.modal} ${size === 'wide' ? styles.wideModal : ''}`}>
        <AriaDialog className={styles.dialog ?? ''} data-testid={testId}>
          <header className={styles.header}>
            <Heading slot="title" className={styles.title ?? ''}>
              {title}
            </Heading>
            <IconButton icon="close" label={closeLabel} look="plain" size="s" onPress={onClose} />
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
