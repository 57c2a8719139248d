import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { preferences, savePreferences } from '../../client/preferences';
import { roomsApi } from '../../client/roomsApi';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { TextField } from '../../ui/TextField';
import { useProblemText } from '../../ui/useProblemText';
import { useStore } from '../../ui/useStore';
import { RoomItem } from './RoomItem';
import { pinnedFirst } from './roomLists';
import styles from './Rooms.module.css';
import { searchRooms } from './searchRooms';

/** More rooms than these can be searched. */
const searchFrom = 6;

/** One's rooms with what goes on in them now. */
export function MyRooms({ waiting }: { waiting: ReadonlyMap<string, number> }) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const { pinnedRooms } = useStore(preferences);
  const [search, setSearch] = useState('');
  const rooms = useInfiniteQuery({
    queryKey: ['rooms'],
    queryFn: ({ pageParam }) => roomsApi.mine(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: 10_000,
  });
  const all = rooms.data?.pages.flatMap((page) => page.rooms) ?? [];
  const shown = searchRooms(pinnedFirst(all, pinnedRooms), search);
  const { hasNextPage, isFetching, fetchNextPage } = rooms;

  // What is searched is all of them, not those that happen to be on the page.
  useEffect(() => {
    if (search.trim() !== '' && hasNextPage && !isFetching) void fetchNextPage();
  }, [search, hasNextPage, isFetching, fetchNextPage]);

  return (
    <Panel title={t('rooms.mine')} data-testid="my-rooms">
      {(all.length >= searchFrom || search !== '') && (
        <TextField label={t('rooms.search')} hideLabel placeholder={t('rooms.search')} type="search" value={search} onChange={setSearch} autoComplete="off" data-testid="rooms-search" />
      )}
      {rooms.error !== null && <Notice look="error">{problemText(rooms.error)}</Notice>}
      {rooms.data === undefined && rooms.error === null && <Skeleton rows={4} />}
      {rooms.data !== undefined && shown.length === 0 && <p className={styles.soft}>{all.length === 0 ? t('rooms.none') : hasNextPage ? t('loading') : t('rooms.noneFound')}</p>}
      <ul className={styles.rooms}>
        {shown.map((room) => {
          const pinned = pinnedRooms.includes(room.slug);
          return (
            <RoomItem
              key={room.slug}
              room={room}
              waiting={waiting.get(room.slug) ?? 0}
              pinned={pinned}
              onPin={() => savePreferences({ pinnedRooms: pinned ? pinnedRooms.filter((slug) => slug !== room.slug) : [...pinnedRooms, room.slug] })}
            />
          );
        })}
      </ul>
      {hasNextPage && search.trim() === '' && (
        <Button look="quiet" onPress={() => void fetchNextPage()} isDisabled={rooms.isFetchingNextPage} data-testid="rooms-more">
          {t('rooms.more')}
        </Button>
      )}
    </Panel>
  );
}
