import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi } from '../../client/adminApi';
import { Button } from '../../ui/Button';
import { Form } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';

export function AddUser({ onAdded }: { onAdded: () => void }) {
  const { t } = useTranslation('admin');
  const [email, setEmail] = useState('');
  const [displayName, setDisplayName] = useState('');
  const add = useMutation({
    mutationFn: () => adminApi.createUser({ email: email.trim(), displayName: displayName.trim() }),
    onSuccess: () => {
      setEmail('');
      setDisplayName('');
      onAdded();
    },
  });
  return (
    <Form onSubmit={() => email.includes('@') && add.mutate()}>
      <h3>{t('user.add')}</h3>
      <div className={styles.filter}>
        <TextField label={t('user.email')} type="email" value={email} onChange={setEmail} autoComplete="off" data-testid="user-add-email" />
        <TextField label={t('user.name')} value={displayName} onChange={setDisplayName} autoComplete="off" data-testid="user-add-name" />
        <Button type="submit" isDisabled={!email.includes('@') || displayName.trim() === '' || add.isPending} data-testid="user-add">
          {t('user.addGo')}
        </Button>
      </div>
      <ListEnd error={add.error} more={null} />
    </Form>
  );
}
