import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccessLevel } from '../../client/roomsApi';
import type { Meeting } from '../../meeting/meeting';
import { TextField } from '../../ui/TextField';
import { useStore } from '../../ui/useStore';
import { Waiting } from '../../ui/Waiting';
import styles from './Rooms.module.css';
import { AccessField, HistoryField, LobbyField, LockField, RightsFields } from './ruleFields';

/** A room's rules during the meeting: each change is in force at once. What other hosts change shows at once too, since the room says it to everybody. */
export function LiveRules({ meeting, allowed }: { meeting: Meeting; allowed: readonly AccessLevel[] }) {
  const { t } = useTranslation('manage');
  const { facts } = useStore(meeting.store);
  const { room, saving } = useStore(meeting.moderation.store);
  const { moderation } = meeting;
  // The lobby's mode is not told to the room: read it again whenever somebody changed something.
  useEffect(() => void moderation.readRoom(), [moderation, facts.access, facts.locked, facts.title]);
  if (room === null) return <Waiting text={t('loading')} />;

  const rights = facts.rights ?? room.rights;
  return (
    <div className={styles.live} data-testid="host-rules" data-saving={saving}>
      <LockField at="host" value={facts.locked} onChange={(locked) => void moderation.changeRoom({ locked })} />
      <LiveTitle key={room.title ?? ''} title={room.title ?? ''} onSave={(title) => void moderation.changeRoom({ title: title === '' ? null : title })} />
      <AccessField at="host" allowed={allowed} value={facts.access ?? room.access} onChange={(access) => void moderation.changeRoom({ access })} />
      <LobbyField at="host" value={room.lobby ?? 'byAccess'} onChange={(lobby) => void moderation.changeRoom({ lobby })} />
      {typeof room.chatHistory === 'boolean' && <HistoryField at="host" value={facts.chatHistory} onChange={(chatHistory) => void moderation.changeRoom({ chatHistory })} />}
      {rights !== null && (
        <section className={styles.live} aria-labelledby="live-rights">
          <h3 id="live-rights">{t('rooms.rights')}</h3>
          <RightsFields at="host" value={rights} onChange={(change) => void moderation.changeRoom({ rights: change })} />
        </section>
      )}
    </div>
  );
}

/** Saved when one leaves the field or presses Enter; every letter would be a change for everybody. */
function LiveTitle({ title, onSave }: { title: string; onSave: (title: string) => void }) {
  const { t } = useTranslation('manage');
  const [typed, setTyped] = useState(title);
  const save = () => typed.trim() !== title && onSave(typed.trim());
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onBlur={save}
    >
      <TextField label={t('rooms.titleLabel')} placeholder={t('rooms.titlePlaceholder')} value={typed} onChange={setTyped} maxLength={100} autoComplete="off" data-testid="host-title" />
    </form>
  );
}
