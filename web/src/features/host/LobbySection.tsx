import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lobbyTextLimit, type WaitingPerson } from '../../client/lobbyApi';
import type { HostLobby } from '../../meeting/hostLobby';
import { hueOf, initials } from '../../meeting/tiles';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { IconButton } from '../../ui/IconButton';
import { Name } from '../../ui/Name';
import { LongList, type RowPlace } from '../../ui/LongList';
import { TextField } from '../../ui/TextField';
import { useStore } from '../../ui/useStore';
import styles from './Host.module.css';

/** Those who wait to be let into this meeting, with the door's buttons. Nothing is drawn while nobody waits. */
export function LobbySection({ lobby, slug }: { lobby: HostLobby; slug: string }) {
  const { t } = useTranslation();
  const { lobbies, leaving, failed } = useStore(lobby.store);
  const [denyingAll, setDenyingAll] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const waiting = lobbies.find((one) => one.slug === slug)?.waiting ?? [];
  if (waiting.length === 0) return null;

  // The row under the fingers goes away: what stays around it takes the focus.
  function decide(act: (slug: string, id: string | null) => Promise<void>, id: string | null) {
    void act.call(lobby, slug, id);
    heading.current?.closest('aside')?.focus();
  }

  return (
    <section className={styles.lobby} aria-labelledby="lobby-title" data-testid="lobby" data-count={waiting.length}>
      <div className={styles.lobbyHead}>
        <h3 id="lobby-title" ref={heading}>
          {t('lobby.many', { count: waiting.length })}
        </h3>
        {waiting.length > 1 && (
          <div className={styles.pair}>
            <Button look="primary" onPress={() => decide(lobby.admit, null)} data-testid="lobby-admit-all">
              {t('lobby.admitAll')}
            </Button>
            <Button onPress={() => setDenyingAll(true)} data-testid="lobby-deny-all">
              {t('lobby.denyAll')}
            </Button>
          </div>
        )}
      </div>
      <div className={styles.waiting}>
        <LongList
          items={waiting}
          keyOf={(person) => person.id}
          rowHeight={3.25}
          row={(person, place) => <Knocker row={place} person={person} busy={leaving.has(person.id)} onAdmit={() => decide(lobby.admit, person.id)} onDeny={() => decide(lobby.deny, person.id)} />}
        />
      </div>
      {failed && (
        <p className={styles.failed} role="alert">
          {t('lobby.failed')}
        </p>
      )}
      <LobbyMessage onSend={(text) => lobby.message(slug, text)} />
      {denyingAll && (
        <Confirm
          title={t('lobby.denyAllTitle')}
          text={t('lobby.denyAllText', { count: waiting.length })}
          action={t('lobby.denyAll')}
          onConfirm={() => {
            setDenyingAll(false);
            decide(lobby.deny, null);
          }}
          onClose={() => setDenyingAll(false)}
        />
      )}
    </section>
  );
}

function Knocker({ person, row, busy, onAdmit, onDeny }: { person: WaitingPerson; row: RowPlace; busy: boolean; onAdmit: () => void; onDeny: () => void }) {
  const { t } = useTranslation();
  const { name } = person;
  const details = [
    person.email ?? (person.guest ? t('people.guest') : null),
    person.kind === 'phone' || person.kind === 'program' ? t(`lobby.kind.${person.kind}`) : null,
    person.connected === false ? t('lobby.away') : null,
  ].filter((one) => one !== null && one !== '');
  return (
    <li {...row} className={styles.knocker} data-testid="waiting-person" data-id={person.id}>
      <Avatar initials={initials(name)} hue={hueOf(person.id, 8)} size="36px" />
      <span className={styles.who}>
        <Name className={styles.name}>{name}</Name>
        {details.length > 0 && <span className={styles.detail}>{details.join(' · ')}</span>}
      </span>
      <IconButton icon="close" label={t('lobby.denyNamed', { name })} look="plain" size="s" isDisabled={busy} onPress={onDeny} data-testid="lobby-deny" />
      <Button look="primary" isDisabled={busy} onPress={onAdmit} aria-label={t('lobby.admitNamed', { name })} data-testid="lobby-admit">
        {t('lobby.admit')}
      </Button>
    </li>
  );
}

function LobbyMessage({ onSend }: { onSend: (text: string) => Promise<boolean> }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [sent, setSent] = useState(false);

  async function send() {
    const words = text.trim();
    if (words === '') return;
    if (await onSend(words)) {
      setText('');
      setSent(true);
    }
  }

  return (
    <form
      className={styles.message}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextField
        label={t('lobby.message')}
        hideLabel
        placeholder={t('lobby.message')}
        value={text}
        onChange={(value) => {
          setText(value);
          setSent(false);
        }}
        maxLength={lobbyTextLimit}
        autoComplete="off"
        data-testid="lobby-message"
      />
      <IconButton icon="send" label={t('lobby.send')} look="plain" isDisabled={text.trim() === ''} onPress={() => void send()} data-testid="lobby-message-send" />
      <p className={styles.detail} role="status">
        {sent && t('lobby.sent')}
      </p>
    </form>
  );
}
