import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, type AdminRoom } from '../../client/adminApi';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { Form, Row } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';

/** Gives a room to somebody else, for example of a person who left. */
export function TransferRoom({ room, onDone, onClose }: { room: AdminRoom; onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const { t: ta } = useTranslation('admin');
  const problemText = useProblemText();
  const [email, setEmail] = useState('');
  const transfer = useMutation({ mutationFn: () => adminApi.transferRoom(room.id, email.trim()), onSuccess: onDone });
  const ready = email.includes('@') && !transfer.isPending;
  return (
    <Dialog title={ta('room.transfer')} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="transfer">
      <Form onSubmit={() => ready && transfer.mutate()}>
        <p>{ta('room.transferText', { title: room.title ?? room.slug })}</p>
        <TextField label={ta('user.email')} type="email" value={email} onChange={setEmail} autoComplete="off" autoFocus data-testid="transfer-email" />
        {transfer.error !== null && (
          <Notice look="error" data-testid="admin-problem" data-code={problemCode(transfer.error)}>
            {problemText(transfer.error)}
          </Notice>
        )}
        <Row>
          <Button type="submit" look="danger" isDisabled={!ready} data-testid="transfer-do">
            {ta('room.transfer')}
          </Button>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
        </Row>
      </Form>
    </Dialog>
  );
}
