import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { roomsApi } from '../../client/roomsApi';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Panel } from '../../ui/Panel';
import { useFormats } from '../../ui/useFormats';
import { usePages } from '../../ui/usePages';
import { useProblemText } from '../../ui/useProblemText';
import styles from './Rooms.module.css';

/** Who may not come back. */
export function RoomBans({ slug }: { slug: string }) {
  const { t } = useTranslation('manage');
  const formats = useFormats();
  const problemText = useProblemText();
  const bans = usePages(['bans', slug], (cursor) => roomsApi.bans(slug, cursor), (page) => page.bans);
  const unban = useMutation({ mutationFn: (id: string) => roomsApi.unban(slug, id), onSettled: () => bans.refresh() });
  const failure = unban.error ?? bans.error;
  return (
    <Panel title={t('rooms.bans')} data-testid="room-bans">
      {bans.loaded && bans.items.length === 0 && <p className={styles.soft}>{t('rooms.noBans')}</p>}
      <ul className={styles.rooms}>
        {bans.items.map((ban) => {
          const name = ban.displayName ?? ban.name ?? t('rooms.someone');
          return (
            <li key={ban.id} className={styles.room} data-testid="ban">
              <span className={styles.about}>
                <span className={styles.name}>{name}</span>
                {ban.createdAt !== undefined && <span className={styles.facts}>{t('rooms.banned', { date: formats.minute(ban.createdAt) })}</span>}
              </span>
              <Button onPress={() => unban.mutate(ban.id)} aria-label={t('rooms.unbanNamed', { name })}>
                {t('rooms.unban')}
              </Button>
            </li>
          );
        })}
      </ul>
      {bans.more !== null && (
        <Button look="quiet" onPress={bans.more} data-testid="bans-more">
          {t('rooms.more')}
        </Button>
      )}
      {failure !== null && <Notice look="error">{problemText(failure)}</Notice>}
    </Panel>
  );
}
