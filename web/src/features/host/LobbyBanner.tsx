import { useTranslation } from 'react-i18next';
import type { HostLobby, Lobby } from '../../meeting/hostLobby';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { useStore } from '../../ui/useStore';
import styles from './Host.module.css';

/** For hosts who are elsewhere: somebody waits in one of their rooms. */
export function LobbyBanner({ lobby, onEnter, onNotify }: { lobby: HostLobby; onEnter: (slug: string) => void; onNotify: (() => void) | null }) {
  const { t } = useTranslation();
  const { lobbies, leaving, failed } = useStore(lobby.store);
  return (
    <div role="status" aria-label={t('lobby.title')}>
      {lobbies.map((one) => (
        <Door key={one.slug} door={one} leaving={leaving} onAdmit={() => void lobby.admit(one.slug, null)} onEnter={() => onEnter(one.slug)} />
      ))}
      {failed && <p className={styles.failed}>{t('lobby.failed')}</p>}
      {lobbies.length > 0 && onNotify !== null && (
        <Button look="quiet" onPress={onNotify} data-testid="home-lobby-notify">
          <Icon name="bell" size={18} />
          {t('lobby.notify')}
        </Button>
      )}
    </div>
  );
}

function Door({ door, leaving, onAdmit, onEnter }: { door: Lobby; leaving: ReadonlySet<string>; onAdmit: () => void; onEnter: () => void }) {
  const { t } = useTranslation();
  const { waiting, title, slug } = door;
  const first = waiting[0];
  return (
    <section className={styles.door} data-testid="home-lobby" data-slug={slug} data-count={waiting.length}>
      <Icon name="bell" />
      <p className={styles.who}>
        <strong>{waiting.length === 1 && first !== undefined ? t('lobby.one', { name: first.name }) : t('lobby.many', { count: waiting.length })}</strong>
        <span className={styles.detail}>{t('lobby.inRoom', { title: title ?? slug })}</span>
      </p>
      <div className={styles.pair}>
        <Button look="primary" onPress={onEnter} data-testid="home-lobby-enter">
          {t('lobby.enter')}
        </Button>
        <Button onPress={onAdmit} isDisabled={waiting.every((one) => leaving.has(one.id))} data-testid="home-lobby-admit">
          {waiting.length === 1 ? t('lobby.admit') : t('lobby.admitAll')}
        </Button>
      </div>
    </section>
  );
}
