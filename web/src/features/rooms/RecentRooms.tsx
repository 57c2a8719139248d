import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { roomsApi } from '../../client/roomsApi';
import { Button } from '../../ui/Button';
import { LinkButton } from '../../ui/LinkButton';
import { Notice } from '../../ui/Notice';
import { Panel } from '../../ui/Panel';
import { Skeleton } from '../../ui/Skeleton';
import { useFormats } from '../../ui/useFormats';
import { useProblemText } from '../../ui/useProblemText';
import { recentRooms } from './roomLists';
import styles from './Rooms.module.css';

/** Where one was lately, with the way back. */
export function RecentRooms() {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const formats = useFormats();
  const recent = useInfiniteQuery({
    queryKey: ['meetings'],
    queryFn: ({ pageParam }) => roomsApi.recent(pageParam),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
  });
  const rooms = recentRooms(recent.data?.pages.flatMap((page) => page.meetings) ?? []);

  return (
    <Panel title={t('rooms.recent')} data-testid="recent">
      {recent.error !== null && <Notice look="error">{problemText(recent.error)}</Notice>}
      {recent.data === undefined && recent.error === null && <Skeleton rows={3} />}
      {recent.data !== undefined && rooms.length === 0 && <p className={styles.soft}>{t('rooms.noRecent')}</p>}
      <ul className={styles.rooms}>
        {rooms.map((room) => {
          const title = room.title ?? room.slug;
          return (
            <li key={room.slug} className={styles.room} data-testid="recent-room" data-slug={room.slug}>
              <div className={styles.about}>
                <bdi className={styles.name}>{title}</bdi>
                <span className={styles.facts}>
                  <span>{t('rooms.joinedOn', { date: formats.minute(room.joinedAt) })}</span>
                  {room.minutes !== null && <span>{formats.minutes(room.minutes)}</span>}
                </span>
              </div>
              <LinkButton look="quiet" href={`/${room.slug}`} aria-label={t('rooms.joinNamed', { title })} data-testid="recent-join">
                {t('rooms.again')}
              </LinkButton>
            </li>
          );
        })}
      </ul>
      {recent.hasNextPage && (
        <Button look="quiet" onPress={() => void recent.fetchNextPage()} isDisabled={recent.isFetchingNextPage} data-testid="recent-more">
          {t('rooms.more')}
        </Button>
      )}
    </Panel>
  );
}
