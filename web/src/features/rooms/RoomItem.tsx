import { useTranslation } from 'react-i18next';
import type { RoomView } from '../../client/roomsApi';
import { Badge } from '../../ui/Badge';
import { Icon } from '../../ui/Icon';
import { LinkButton } from '../../ui/LinkButton';
import { useFormats } from '../../ui/useFormats';
import styles from './Rooms.module.css';

/** One of my rooms, with what goes on in it. */
export function RoomItem({ room }: { room: RoomView }) {
  const { t } = useTranslation('manage');
  const formats = useFormats();
  const title = room.title ?? room.slug;
  const isHost = room.role === 'owner' || room.role === 'coHost';
  return (
    <li className={styles.room} data-testid="room" data-slug={room.slug} data-participants={room.participants}>
      <div className={styles.about}>
        <span className={styles.name}>{title}</span>
        <span className={styles.facts}>
          {room.title !== null && <span>{room.slug}</span>}
          {room.participants > 0 && <Badge look="live">{t('rooms.nowHere', { count: room.participants })}</Badge>}
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
        <LinkButton href={`/${room.slug}`} aria-label={t('rooms.joinNamed', { title })} data-testid="room-join">
          {t('rooms.join')}
        </LinkButton>
        {isHost && (
          <LinkButton look="quiet" href={`/rooms/${room.slug}/settings`} aria-label={t('rooms.settingsNamed', { title })} data-testid="room-settings">
            <Icon name="settings" size={20} />
          </LinkButton>
        )}
      </div>
    </li>
  );
}
