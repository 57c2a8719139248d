import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roomsApi, type RoomView } from '../../client/roomsApi';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { Form, Panel } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import styles from './Rooms.module.css';

/** Duplicate, hand over, delete. */
export function RoomActions({ room, onMoved, onGone }: { room: RoomView; onMoved: (slug: string) => void; onGone: () => void }) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'delete' | 'transfer' | null>(null);
  const rooms = () => queries.invalidateQueries({ queryKey: ['rooms'] });
  const duplicate = useMutation({
    mutationFn: () => roomsApi.duplicate(room.slug),
    onSuccess: (copy) => {
      void rooms();
      onMoved(copy.slug);
    },
  });
  const remove = useMutation({
    mutationFn: () => roomsApi.remove(room.slug),
    onSuccess: () => {
      void rooms();
      onGone();
    },
  });
  const isOwner = room.role === 'owner';
  return (
    <Panel title={t('rooms.other')}>
      <div className={styles.act}>
        <p className={styles.soft}>{t('rooms.duplicateText')}</p>
        <Button onPress={() => duplicate.mutate()} isDisabled={duplicate.isPending} data-testid="room-duplicate">
          {t('rooms.duplicate')}
        </Button>
      </div>
      {duplicate.error !== null && <Notice look="error">{problemText(duplicate.error)}</Notice>}
      {isOwner && (
        <>
          <div className={styles.act}>
            <p className={styles.soft}>{t('rooms.transferText')}</p>
            <Button onPress={() => setAsking('transfer')} data-testid="room-transfer">
              {t('rooms.transfer')}
            </Button>
          </div>
          <div className={styles.act}>
            <p className={styles.soft}>{t('rooms.deleteText')}</p>
            <Button look="danger" onPress={() => setAsking('delete')} data-testid="room-delete">
              {t('rooms.delete')}
            </Button>
          </div>
        </>
      )}
      {asking === 'transfer' && <TransferDialog room={room} onClose={() => setAsking(null)} />}
      {asking === 'delete' && (
        <Confirm
          title={t('rooms.delete')}
          text={t('rooms.deleteText')}
          action={t('rooms.delete')}
          typed={{ label: t('rooms.deleteTyped', { text: room.slug }), text: room.slug }}
          error={remove.error === null ? null : problemText(remove.error)}
          busy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(null)}
        />
      )}
    </Panel>
  );
}

function TransferDialog({ room, onClose }: { room: RoomView; onClose: () => void }) {
  const { t } = useTranslation();
  const { t: tm } = useTranslation('manage');
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const transfer = useMutation({
    mutationFn: () => roomsApi.transfer(room.slug, { email: email.trim() }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['room', room.slug] });
      void queries.invalidateQueries({ queryKey: ['members', room.slug] });
      void queries.invalidateQueries({ queryKey: ['rooms'] });
    },
  });
  return (
    <Dialog title={tm('rooms.transfer')} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="room-transfer-dialog">
      {transfer.isSuccess ? (
        <Notice look="done">{tm('rooms.transferred')}</Notice>
      ) : (
        <Form onSubmit={() => email.includes('@') && transfer.mutate()}>
          <p className={styles.soft}>{tm('rooms.transferText')}</p>
          <TextField label={tm('rooms.transferTo')} type="email" value={email} onChange={setEmail} autoComplete="off" autoFocus data-testid="room-transfer-email" />
          {transfer.error !== null && (
            <Notice look="error" data-code={problemCode(transfer.error)}>
              {problemText(transfer.error)}
            </Notice>
          )}
          <Button look="danger" type="submit" isDisabled={!email.includes('@') || transfer.isPending} data-testid="room-transfer-do">
            {tm('rooms.transferGo')}
          </Button>
        </Form>
      )}
    </Dialog>
  );
}
