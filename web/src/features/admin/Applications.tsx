import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, type ApplicationView } from '../../client/adminApi';
import { Badge } from '../../ui/Badge';
import { Confirm } from '../../ui/Confirm';
import { IconButton } from '../../ui/IconButton';
import { Menu } from '../../ui/Menu';
import { Panel } from '../../ui/Panel';
import { Table } from '../../ui/Table';
import { useFormats } from '../../ui/useFormats';
import { useProblemText } from '../../ui/useProblemText';
import { AddApplication } from './AddApplication';
import { usePages } from '../../ui/usePages';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';
import { SecretDialog } from './SecretDialog';
import { Webhooks } from './Webhooks';

type Asking = { readonly what: 'newSecret' | 'delete'; readonly application: ApplicationView };

/** Programs that may use the API, and what they are told. */
export function Applications() {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const problemText = useProblemText();
  const [asking, setAsking] = useState<Asking | null>(null);
  const [made, setMade] = useState<ApplicationView | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const applications = usePages(['admin', 'applications'], adminApi.applications, (page) => page.applications);
  const deed = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => setAsking(null),
    onSettled: () => applications.refresh(),
  });
  const opened = applications.items.find((one) => one.id === open);

  function choose(id: string, application: ApplicationView) {
    if (id === 'webhooks') setOpen(application.id);
    else if (id === 'toggle') deed.mutate(() => adminApi.changeApplication(application.id, { disabled: application.disabledAt === null }));
    else setAsking({ what: id as 'newSecret', application });
  }

  return (
    <>
      <Panel title={t('nav.applications')}>
        {applications.loaded && (
          <Table
            caption={t('nav.applications')}
            head={[t('app.name'), t('app.clientId'), t('app.scopes'), t('app.domains'), t('app.lastUsed'), t('actions')]}
            empty={applications.items.length === 0 ? t('none') : null}
            data-testid="applications"
          >
            {applications.items.map((application) => (
              <tr key={application.id} data-testid="application" data-name={application.name}>
                <th scope="row">
                  {application.name} {application.disabledAt !== null && <Badge look="warning">{t('user.disabled')}</Badge>}
                </th>
                <td className={styles.code}>{application.clientId}</td>
                <td className={styles.code}>{application.scopes.join(' ')}</td>
                <td>{application.domains.join(' ')}</td>
                <td className={styles.moment}>{application.lastUsedAt === null ? t('never') : formats.minute(application.lastUsedAt)}</td>
                <td>
                  <Menu
                    label={t('actionsOf', { name: application.name })}
                    trigger={<IconButton icon="more" look="plain" size="s" label={t('actionsOf', { name: application.name })} data-testid="application-actions" />}
                    choices={[
                      { id: 'webhooks', label: t('app.open'), testId: 'application-webhooks' },
                      { id: 'newSecret', label: t('app.newSecret') },
                      { id: 'toggle', label: t(application.disabledAt === null ? 'app.disable' : 'app.enable') },
                      { id: 'delete', label: t('app.delete') },
                    ]}
                    onChoose={(id) => choose(id, application)}
                  />
                </td>
              </tr>
            ))}
          </Table>
        )}
        <ListEnd error={(asking === null ? deed.error : null) ?? applications.error} more={applications.more} />
      </Panel>
      {opened !== undefined && <Webhooks key={opened.id} application={opened} />}
      <AddApplication
        onMade={(application) => {
          setMade(application);
          void applications.refresh();
        }}
      />
      {asking !== null && (
        <Confirm
          title={t(`app.${asking.what}`)}
          text={asking.what === 'delete' ? t('app.deleteText', { name: asking.application.name }) : t('app.newSecretText')}
          action={t(`app.${asking.what}`)}
          error={deed.error === null ? null : problemText(deed.error)}
          busy={deed.isPending}
          onConfirm={() => deed.mutate(asking.what === 'delete' ? () => adminApi.removeApplication(asking.application.id) : async () => setMade(await adminApi.newSecret(asking.application.id)))}
          onClose={() => {
            deed.reset();
            setAsking(null);
          }}
        />
      )}
      {made?.secret !== undefined && <SecretDialog title={t('app.secretTitle', { name: made.name })} text={t('app.secretText')} secret={made.secret} onClose={() => setMade(null)} />}
    </>
  );
}
