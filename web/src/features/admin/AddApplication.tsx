import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, scopes, type ApplicationView } from '../../client/adminApi';
import { Button } from '../../ui/Button';
import { Checks } from '../../ui/Checks';
import { Form, Panel, Row } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';

export function AddApplication({ onMade }: { onMade: (application: ApplicationView) => void }) {
  const { t } = useTranslation('admin');
  const [name, setName] = useState('');
  const [domains, setDomains] = useState('');
  const [wanted, setWanted] = useState<string[]>(['rooms:read', 'rooms:create']);
  const add = useMutation({
    mutationFn: () => adminApi.createApplication({ name: name.trim(), scopes: wanted, domains: domains.split(/[\s,]+/).filter((one) => one !== '') }),
    onSuccess: (application) => {
      setName('');
      setDomains('');
      onMade(application);
    },
  });
  return (
    <Panel title={t('app.add')}>
      <Form onSubmit={() => name.trim() !== '' && wanted.length > 0 && add.mutate()}>
        <div className={styles.pair}>
          <TextField label={t('app.name')} value={name} onChange={setName} autoComplete="off" data-testid="application-name" />
          <TextField label={t('app.domainsLabel')} value={domains} onChange={setDomains} description={t('app.domainsHint')} autoComplete="off" data-testid="application-domains" />
        </div>
        <Checks label={t('app.scopes')} options={scopes.map((id) => ({ id, label: id }))} value={wanted} onChange={setWanted} />
        <ListEnd error={add.error} more={null} />
        <Row>
          <Button type="submit" isDisabled={name.trim() === '' || wanted.length === 0 || add.isPending} data-testid="application-add">
            {t('app.addGo')}
          </Button>
        </Row>
      </Form>
    </Panel>
  );
}
