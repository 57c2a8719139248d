import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { accessLevels, lobbyModes, type AccessLevel, type LobbyMode } from '../../client/roomsApi';
import type { Meeting } from '../../meeting/meeting';
import { Button } from '../../ui/Button';
import { SelectField } from '../../ui/SelectField';
import { Switch } from '../../ui/Switch';
import { useStore } from '../../ui/useStore';
import { Waiting } from '../../ui/Waiting';
import styles from './Host.module.css';

const rights = ['microphone', 'camera', 'screenShare', 'chat', 'muteOthers'] as const;

/** The room's door and what people may do in it. What others of the hosts change shows at once: the room says so to everybody. */
export function HostPanel({ meeting, onEnd }: { meeting: Meeting; onEnd: () => void }) {
  const { t } = useTranslation();
  const { facts } = useStore(meeting.store);
  const { room, saving } = useStore(meeting.moderation.store);
  const { moderation } = meeting;
  // The lobby's mode is not told to the room: read it again whenever somebody changed something.
  useEffect(() => void moderation.readRoom(), [moderation, facts.access, facts.locked]);
  if (room === null) return <Waiting text={t('host.loading')} />;

  const now = facts.rights ?? room.rights;
  return (
    <div className={styles.host} data-testid="host-panel" data-saving={saving}>
      <Switch label={t('host.lock')} text={t('host.lockText')} isSelected={facts.locked} onChange={(locked) => void moderation.changeRoom({ locked })} data-testid="host-lock" />
      <SelectField
        label={t('host.access')}
        options={accessLevels.map((id) => ({ id, label: t(`host.accessLevel.${id}`) }))}
        value={facts.access ?? room.access}
        onChange={(access: AccessLevel) => void moderation.changeRoom({ access })}
        data-testid="host-access"
      />
      <SelectField
        label={t('host.lobby')}
        options={lobbyModes.map((id) => ({ id, label: t(`host.lobbyMode.${id}`) }))}
        value={room.lobby ?? 'byAccess'}
        onChange={(lobby: LobbyMode) => void moderation.changeRoom({ lobby })}
        data-testid="host-lobby"
      />
      {now !== null && (
        <fieldset className={styles.rights}>
          <legend>{t('host.rights')}</legend>
          {rights.map((right) => (
            <Switch
              key={right}
              label={t(`host.right.${right}`)}
              {...(now[right] === 'members' ? { text: t('host.membersOnly') } : {})}
              isSelected={now[right] !== 'hosts'}
              // A change of one right sends all of them, as they are: nothing is lost whichever way the server merges.
              onChange={(on) => void moderation.changeRoom({ rights: { ...now, [right]: on ? 'everyone' : 'hosts' } })}
              data-testid={`host-right-${right}`}
            />
          ))}
        </fieldset>
      )}
      <Button look="danger" onPress={onEnd} data-testid="host-end">
        {t('host.end')}
      </Button>
    </div>
  );
}
