import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, type AdminRoom } from '../../client/adminApi';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { IconButton } from '../../ui/IconButton';
import { Panel } from '../../ui/Panel';
import { Table } from '../../ui/Table';
import { useFormats } from '../../ui/useFormats';
import { usePages } from '../../ui/usePages';
import { useProblemText } from '../../ui/useProblemText';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';
import { SearchForm } from './SearchForm';
import { TransferRoom } from './TransferRoom';

export function Rooms() {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const problemText = useProblemText();
  const [q, setQ] = useState('');
  const [deleting, setDeleting] = useState<AdminRoom | null>(null);
  const [moving, setMoving] = useState<AdminRoom | null>(null);
  const rooms = usePages(['admin', 'rooms', q], (cursor) => adminApi.rooms(q, cursor), (page) => page.rooms);
  const remove = useMutation({
    mutationFn: (room: AdminRoom) => adminApi.removeRoom(room.id),
    onSuccess: () => setDeleting(null),
    onSettled: () => rooms.refresh(),
  });
  return (
    <Panel title={t('nav.rooms')}>
      <SearchForm label={t('room.search')} onSearch={setQ} data-testid="rooms-search" />
      {rooms.loaded && (
        <Table
          caption={t('nav.rooms')}
          head={[t('room.title'), t('room.link'), t('room.access'), t('room.inside'), t('room.created'), t('room.lastUsed'), t('actions')]}
          empty={rooms.items.length === 0 ? t('none') : null}
          data-testid="rooms"
        >
          {rooms.items.map((room) => (
            <tr key={room.id} data-testid="room" data-slug={room.slug}>
              <th scope="row">{room.title ?? '—'}</th>
              <td className={styles.moment}>{room.slug}</td>
              <td>{t(`access.${room.access}`)}</td>
              <td className={styles.number}>{room.participants ?? 0}</td>
              <td className={styles.moment}>{formats.day(room.createdAt)}</td>
              <td className={styles.moment}>{room.lastUsedAt === null ? t('never') : formats.day(room.lastUsedAt)}</td>
              <td>
                <span className={styles.buttons}>
                <Button look="quiet" onPress={() => setMoving(room)} aria-label={t('room.transferNamed', { title: room.title ?? room.slug })} data-testid="room-transfer">
                  {t('room.transferShort')}
                </Button>
                <IconButton icon="close" look="plain" size="s" label={`${t('room.delete')} ${room.title ?? room.slug}`} onPress={() => setDeleting(room)} data-testid="room-delete" />
                </span>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <ListEnd error={rooms.error} more={rooms.more} />
      {moving !== null && (
        <TransferRoom
          room={moving}
          onDone={() => {
            setMoving(null);
            void rooms.refresh();
          }}
          onClose={() => setMoving(null)}
        />
      )}
      {deleting !== null && (
        <Confirm
          title={t('room.delete')}
          text={t('room.deleteText', { title: deleting.title ?? deleting.slug })}
          action={t('room.delete')}
          error={remove.error === null ? null : problemText(remove.error)}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(deleting)}
          onClose={() => {
            remove.reset();
            setDeleting(null);
          }}
        />
      )}
    </Panel>
  );
}
