import { useTranslation } from 'react-i18next';
import type { RoomView } from '../../client/roomsApi';
import { CopyButton } from '../../ui/CopyButton';
import { Row } from '../../ui/Panel';
import { invitationOf } from './invitationText';
import styles from './Rooms.module.css';

/** A text that can be pasted into a message. */
export function Invitation({ room }: { room: RoomView }) {
  const { t } = useTranslation('manage');
  const text = t('rooms.invitationBody', invitationOf(room, t('rooms.untitled')));
  return (
    <>
      <p className={styles.invitation} data-testid="invitation">
        {text}
      </p>
      <Row>
        <CopyButton look="primary" text={text} label={t('rooms.copyInvitation')} data-testid="invitation-copy" />
        <CopyButton text={room.url} label={t('rooms.copyLink')} data-testid="invitation-copy-link" />
      </Row>
    </>
  );
}
