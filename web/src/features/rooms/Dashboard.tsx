import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { roomsApi } from '../../client/roomsApi';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Notice } from '../../ui/Notice';
import { Panel } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { useFormats } from '../../ui/useFormats';
import { useProblemText } from '../../ui/useProblemText';
import { CreateRoomDialog } from './CreateRoomDialog';
import { RoomItem } from './RoomItem';
import styles from './Rooms.module.css';
import { searchRooms } from './searchRooms';

export interface DashboardProps {
  name: string;
  /** A meeting that starts now is being made. */
  starting: boolean;
  error: string | null;
  joinForm: ReactNode;
  onStart: () => void;
}

/** For whoever is signed in: start, join, their rooms with what goes on in them, and where they were lately. */
export function Dashboard({ name, starting, error, joinForm, onStart }: DashboardProps) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const formats = useFormats();
  const [creating, setCreating] = useState(false);
  const [search, setSearch] = useState('');
  const rooms = useInfiniteQuery({
    queryKey: ['rooms'],
    queryFn: ({ pageParam }) => roomsApi.mine(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 10_000,
  });
  const recent = useQuery({ queryKey: ['meetings'], queryFn: roomsApi.recent });
  const all = rooms.data?.pages.flatMap((page) => page.rooms) ?? [];
  const shown = searchRooms(all, search);

  return (
    <div className={styles.dashboard}>
      <div className={styles.top}>
        <h1 className={styles.hello}>{t('rooms.hello', { name })}</h1>
        <div className={styles.start}>
          <Button look="primary" onPress={onStart} isDisabled={starting} data-testid="home-new">
            <Icon name="camera" size={20} />
            {t('rooms.start')}
          </Button>
          <Button onPress={() => setCreating(true)} data-testid="home-create">
            <Icon name="plus" size={20} />
            {t('rooms.create')}
          </Button>
          {joinForm}
        </div>
        {error !== null && (
          <Notice look="error" data-testid="home-error">
            {error}
          </Notice>
        )}
      </div>
      <div className={styles.columns}>
        <Panel title={t('rooms.mine')} data-testid="my-rooms">
          {all.length > 5 && <TextField label={t('rooms.search')} hideLabel placeholder={t('rooms.search')} type="search" value={search} onChange={setSearch} autoComplete="off" data-testid="rooms-search" />}
          {rooms.error !== null && <Notice look="error">{problemText(rooms.error)}</Notice>}
          {rooms.data !== undefined && shown.length === 0 && <p className={styles.soft}>{all.length === 0 ? t('rooms.none') : t('rooms.noneFound')}</p>}
          <ul className={styles.rooms}>
            {shown.map((room) => (
              <RoomItem key={room.slug} room={room} />
            ))}
          </ul>
          {rooms.hasNextPage && (
            <Button look="quiet" onPress={() => void rooms.fetchNextPage()} isDisabled={rooms.isFetchingNextPage}>
              {t('rooms.more')}
            </Button>
          )}
        </Panel>
        <Panel title={t('rooms.recent')} data-testid="recent">
          {recent.error !== null && <Notice look="error">{problemText(recent.error)}</Notice>}
          {recent.data?.meetings.length === 0 && <p className={styles.soft}>{t('rooms.noRecent')}</p>}
          <ul className={styles.rooms}>
            {recent.data?.meetings.slice(0, 12).map((meeting) => (
              <li key={`${meeting.slug} ${meeting.joinedAt}`} className={styles.room}>
                <div className={styles.about}>
                  <a className={styles.name} href={`/${meeting.slug}`}>
                    {meeting.title ?? meeting.slug}
                  </a>
                  <span className={styles.facts}>{t('rooms.joinedOn', { date: formats.minute(meeting.joinedAt) })}</span>
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      {creating && <CreateRoomDialog onClose={() => setCreating(false)} />}
    </div>
  );
}
