import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { adminApi, type DeliveryView, type WebhookView } from '../../client/adminApi';
import { Button } from '../../ui/Button';
import { Table } from '../../ui/Table';
import { useFormats } from '../../ui/useFormats';
import { usePages } from '../../ui/usePages';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';

/** What became of every event that was sent to a webhook. */
export function Deliveries({ application, webhook }: { application: string; webhook: WebhookView }) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const deliveries = usePages(['admin', 'deliveries', webhook.id], (cursor) => adminApi.deliveries(application, webhook.id, cursor), (page) => page.deliveries, { every: 5000 });
  const retry = useMutation({ mutationFn: (id: string) => adminApi.retry(application, webhook.id, id), onSettled: () => deliveries.refresh() });
  const result = (one: DeliveryView) => {
    if (one.deliveredAt !== null) return t('app.delivered', { status: one.responseStatus ?? '' });
    const why = [one.error, one.responseStatus].filter((part) => part !== null).join(' ');
    return `${t(one.nextAttemptAt === null ? 'app.failed' : 'app.waiting')}${why === '' ? '' : ` (${why})`}`;
  };
  return (
    <>
      <h3>{t('app.deliveries', { url: webhook.url })}</h3>
      {deliveries.loaded && (
        <Table
          caption={t('app.deliveries', { url: webhook.url })}
          head={[t('app.event'), t('app.at'), t('app.attempts'), t('app.result'), t('actions')]}
          empty={deliveries.items.length === 0 ? t('app.noDeliveries') : null}
          data-testid="deliveries"
        >
          {deliveries.items.map((one) => (
            <tr key={one.id} data-testid="delivery">
              <th scope="row" className={styles.code}>
                {one.eventType}
              </th>
              <td className={styles.moment}>{formats.minute(one.createdAt)}</td>
              <td className={styles.number}>{one.attempts}</td>
              <td>{result(one)}</td>
              <td>
                <Button look="quiet" onPress={() => retry.mutate(one.id)}>
                  {t('app.retry')}
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <ListEnd error={retry.error ?? deliveries.error} more={deliveries.more} />
    </>
  );
}
