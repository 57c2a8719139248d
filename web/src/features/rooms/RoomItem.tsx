import { useTranslation } from 'react-i18next';
import type { RoomView } from '../../client/roomsApi';
import { Badge } from '../../ui/Badge';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { LinkButton } from '../../ui/LinkButton';
import { useFormats } from '../../ui/useFormats';
import styles from './Rooms.module.css';

export interface RoomItemProps {
  room: RoomView;
  /** How many people wait to be let in. */
  waiting: number;
  pinned: boolean;
  onPin: () => void;
}

/** One of my rooms, with what goes on in it. */
export function RoomItem({ room, waiting, pinned, onPin }: RoomItemProps) {
  const { t } = useTranslation('manage');
  const formats = useFormats();
  const title = room.title ?? room.slug;
  const isHost = room.role === 'owner' || room.role === 'coHost';
  return (
    <li className={styles.room} data-testid="room" data-slug={room.slug} data-participants={room.participants} data-waiting={waiting}>
      <div className={styles.about}>
        <bdi className={styles.name}>{title}</bdi>
        <span className={styles.facts}>
          {room.title !== null && <span>{room.slug}</span>}
          {room.participants > 0 && <Badge look="live">{t('rooms.nowHere', { count: room.participants })}</Badge>}
          {waiting > 0 && (
            <Badge look="warning">
              <Icon name="bell" size={14} />
              {t('rooms.nowWaiting', { count: waiting })}
            </Badge>
          )}
          {room.locked && (
            <Badge look="warning">
              <Icon name="lock" size={14} />
              {t('rooms.locked')}
            </Badge>
          )}
          {room.role !== 'owner' && room.role !== 'none' && <Badge>{t(`rooms.role.${room.role}`)}</Badge>}
          <span>{room.lastUsedAt === null ? t('rooms.neverUsed') : t('rooms.lastUsed', { date: formats.day(room.lastUsedAt) })}</span>
        </span>
      </div>
      <div className={styles.buttons}>
        <span className={pinned ? styles.pinned : ''}>
          <IconButton icon="star" look="plain" size="s" label={t('rooms.pinNamed', { title })} hint={t(pinned ? 'rooms.unpin' : 'rooms.pin')} pressed={pinned} onPress={onPin} data-testid="room-pin" />
        </span>
        {isHost && (
          <LinkButton look="quiet" href={`/rooms/${room.slug}/settings`} aria-label={t('rooms.settingsNamed', { title })} data-testid="room-settings">
            <Icon name="settings" size={20} />
          </LinkButton>
        )}
        <LinkButton href={`/${room.slug}`} aria-label={t('rooms.joinNamed', { title })} data-testid="room-join">
          {t('rooms.join')}
        </LinkButton>
      </div>
    </li>
  );
}
