import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, eventTypes, type ApplicationView, type WebhookView } from '../../client/adminApi';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Checks } from '../../ui/Checks';
import { Form, Panel, Row } from '../../ui/Panel';
import { Switch } from '../../ui/Switch';
import { Table } from '../../ui/Table';
import { TextField } from '../../ui/TextField';
import { usePages } from '../../ui/usePages';
import styles from './Admin.module.css';
import { Deliveries } from './Deliveries';
import { ListEnd } from './ListEnd';
import { SecretDialog } from './SecretDialog';

/** The addresses that an application is told at what happens. */
export function Webhooks({ application }: { application: ApplicationView }) {
  const { t } = useTranslation('admin');
  const [url, setUrl] = useState('');
  const [all, setAll] = useState(true);
  const [events, setEvents] = useState<string[]>([]);
  const [made, setMade] = useState<WebhookView | null>(null);
  const [log, setLog] = useState<WebhookView | null>(null);
  const webhooks = usePages(['admin', 'webhooks', application.id], (cursor) => adminApi.webhooks(application.id, cursor), (page) => page.webhooks);
  const deed = useMutation({ mutationFn: (act: () => Promise<unknown>) => act(), onSettled: () => webhooks.refresh() });

  return (
    <Panel title={t('app.webhooks', { name: application.name })} data-testid="webhooks">
      {webhooks.loaded && (
        <Table caption={t('app.webhooks', { name: application.name })} head={[t('app.url'), t('app.events'), t('app.state'), t('actions')]} empty={webhooks.items.length === 0 ? t('none') : null}>
          {webhooks.items.map((webhook) => (
            <tr key={webhook.id} data-testid="webhook">
              <th scope="row" className={styles.code}>
                {webhook.url}
              </th>
              <td className={styles.code}>{webhook.events.includes('*') ? t('app.allEvents') : webhook.events.join(' ')}</td>
              <td>
                {webhook.disabledAt !== null ? <Badge look="warning">{t('user.disabled')}</Badge> : webhook.failingSince !== null ? <Badge look="warning">{t('app.failing')}</Badge> : <Badge>{t('user.active')}</Badge>}
              </td>
              <td>
                <span className={styles.buttons}>
                  <Button look="quiet" onPress={() => deed.mutate(() => adminApi.testWebhook(application.id, webhook.id).then(() => setLog(webhook)))} data-testid="webhook-test">
                    {t('app.test')}
                  </Button>
                  <Button look="quiet" onPress={() => setLog(webhook)} data-testid="webhook-log">
                    {t('app.log')}
                  </Button>
                  <Button look="quiet" onPress={() => deed.mutate(() => adminApi.changeWebhook(application.id, webhook.id, { disabled: webhook.disabledAt === null }))}>
                    {t(webhook.disabledAt === null ? 'app.disable' : 'app.enable')}
                  </Button>
                  <Button look="quiet" onPress={() => deed.mutate(() => adminApi.removeWebhook(application.id, webhook.id))}>
                    {t('app.delete')}
                  </Button>
                </span>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <ListEnd error={deed.error ?? webhooks.error} more={webhooks.more} />
      {log !== null && <Deliveries key={log.id} application={application.id} webhook={log} />}
      <Form
        onSubmit={() =>
          deed.mutate(async () => {
            setMade(await adminApi.createWebhook(application.id, { url: url.trim(), events: all ? ['*'] : events }));
            setUrl('');
          })
        }
      >
        <TextField label={t('app.url')} type="url" placeholder="https://" value={url} onChange={setUrl} autoComplete="off" data-testid="webhook-url" />
        <Switch label={t('app.allEvents')} isSelected={all} onChange={setAll} />
        {!all && <Checks label={t('app.events')} options={eventTypes.map((id) => ({ id, label: id }))} value={events} onChange={setEvents} />}
        <Row>
          <Button type="submit" isDisabled={url.trim() === '' || (!all && events.length === 0) || deed.isPending} data-testid="webhook-add">
            {t('app.addWebhook')}
          </Button>
        </Row>
      </Form>
      {made?.secret !== undefined && <SecretDialog title={t('app.secretTitle', { name: made.url })} text={t('app.secretText')} secret={made.secret} onClose={() => setMade(null)} />}
    </Panel>
  );
}
