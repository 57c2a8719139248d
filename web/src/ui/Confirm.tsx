import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Notice } from './Notice';
import { Form, Row } from './Panel';
import { TextField } from './TextField';

export interface ConfirmProps {
  title: string;
  text: string;
  /** What the button says: the deed, not "OK". */
  action: string;
  /** Has to be written out before the button works. */
  typed?: { readonly label: string; readonly text: string };
  error?: string | null;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, text, action, typed, error = null, busy = false, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  const [written, setWritten] = useState('');
  const ready = typed === undefined || written.trim() === typed.text;
  return (
    <Dialog title={title} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="confirm">
      <Form onSubmit={() => ready && !busy && onConfirm()}>
        <p>{text}</p>
        {typed !== undefined && <TextField label={typed.label} value={written} onChange={setWritten} autoComplete="off" autoFocus data-testid="confirm-typed" />}
        {error !== null && <Notice look="error">{error}</Notice>}
        <Row>
          <Button type="submit" look="danger" isDisabled={!ready || busy} data-testid="confirm-do">
            {action}
          </Button>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
        </Row>
      </Form>
    </Dialog>
  );
}
