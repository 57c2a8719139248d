import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../client/api';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Notice } from '../../ui/Notice';
import { CreateRoomDialog } from './CreateRoomDialog';
import { MyRooms } from './MyRooms';
import { RecentRooms } from './RecentRooms';
import styles from './Rooms.module.css';

export interface DashboardProps {
  name: string;
  /** A meeting that starts now is being made. */
  starting: boolean;
  error: string | null;
  /** What this server's policy lets rooms be. */
  policy: Session['rooms'];
  joinForm: ReactNode;
  /** How many people wait to be let in, by the room's link. */
  waiting: ReadonlyMap<string, number>;
  onStart: () => void;
}

/** For whoever is signed in: start, join, their rooms with what goes on in them, and where they were lately. */
export function Dashboard({ name, starting, error, policy, joinForm, waiting, onStart }: DashboardProps) {
  const { t } = useTranslation('manage');
  const [creating, setCreating] = useState(false);

  return (
    <div className={styles.dashboard}>
      <div className={styles.top}>
        <h1 className={styles.hello}>{t('rooms.hello', { name })}</h1>
        <div className={styles.start}>
          <Button look="primary" onPress={onStart} isDisabled={starting} data-testid="home-new">
            <Icon name="camera" size={20} />
            {starting ? t('rooms.starting') : t('rooms.start')}
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
        <MyRooms waiting={waiting} />
        <RecentRooms />
      </div>
      {creating && <CreateRoomDialog policy={policy} onClose={() => setCreating(false)} />}
    </div>
  );
}
