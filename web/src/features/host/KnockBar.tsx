import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HostLobby } from '../../meeting/hostLobby';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { useStore } from '../../ui/useStore';
import styles from './Host.module.css';

/** Somebody is at the door: shown over the call until they are in, turned away, or hidden by hand. */
export function KnockBar({ lobby, slug, onShow }: { lobby: HostLobby; slug: string; onShow: () => void }) {
  const { t } = useTranslation();
  const { lobbies, leaving } = useStore(lobby.store);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const waiting = lobbies.find((one) => one.slug === slug)?.waiting ?? [];
  const fresh = waiting.filter((one) => !hidden.has(one.id));
  const first = fresh[0];

  return (
    <div role="status" className={styles.knockArea}>
      {first !== undefined && (
        <div className={styles.knock} data-testid="knock" data-count={waiting.length}>
          <Icon name="bell" size={20} />
          <p>{waiting.length === 1 ? t('lobby.one', { name: first.name }) : t('lobby.many', { count: waiting.length })}</p>
          <div className={styles.pair}>
            {waiting.length === 1 && (
              <Button look="primary" isDisabled={leaving.has(first.id)} onPress={() => void lobby.admit(slug, first.id)} aria-label={t('lobby.admitNamed', { name: first.name })} data-testid="knock-admit">
                {t('lobby.admit')}
              </Button>
            )}
            <Button look={waiting.length === 1 ? 'plain' : 'primary'} onPress={onShow} data-testid="knock-show">
              {t('lobby.show')}
            </Button>
            <IconButton icon="close" label={t('lobby.hide')} look="plain" size="s" onPress={() => setHidden(new Set(waiting.map((one) => one.id)))} data-testid="knock-hide" />
          </div>
        </div>
      )}
    </div>
  );
}
