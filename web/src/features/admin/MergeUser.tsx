import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, type AdminUser } from '../../client/adminApi';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Notice } from '../../ui/Notice';
import { Form, Row } from '../../ui/Panel';
import { RadioCards } from '../../ui/RadioCards';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';

export interface MergeUserProps {
  user: AdminUser;
  name: string;
  onMerged: () => void;
  onClose: () => void;
}

/** One person with two accounts: what the first one has goes over to the second, which stays. */
export function MergeUser({ user, name, onMerged, onClose }: MergeUserProps) {
  const { t } = useTranslation();
  const { t: ta } = useTranslation('admin');
  const problemText = useProblemText();
  const [q, setQ] = useState('');
  const [into, setInto] = useState('');
  const wanted = q.trim();
  const found = useQuery({ queryKey: ['admin', 'merge', wanted], queryFn: () => adminApi.users(wanted, null), enabled: wanted.length >= 2 });
  const others = (found.data?.users ?? []).filter((one) => one.id !== user.id).slice(0, 6);
  const chosen = others.find((one) => one.id === into);
  const merge = useMutation({ mutationFn: (id: string) => adminApi.mergeUser(user.id, id), onSuccess: onMerged });
  return (
    <Dialog title={ta('user.merge')} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="merge">
      <Form onSubmit={() => chosen !== undefined && merge.mutate(chosen.id)}>
        <p>{ta('user.mergeText', { name })}</p>
        <TextField label={ta('user.mergeInto')} type="search" value={q} onChange={setQ} autoComplete="off" autoFocus data-testid="merge-search" />
        {others.length > 0 && (
          <RadioCards label={ta('user.mergeChoose')} options={others.map((one) => ({ id: one.id, title: one.displayName === '' ? (one.email ?? one.id) : one.displayName, text: one.email ?? '—' }))} value={into} onChange={setInto} data-testid="merge-into" />
        )}
        {found.data !== undefined && others.length === 0 && <p>{ta('none')}</p>}
        {merge.error !== null && (
          <Notice look="error" data-testid="admin-problem" data-code={problemCode(merge.error)}>
            {problemText(merge.error)}
          </Notice>
        )}
        <Row>
          <Button type="submit" look="danger" isDisabled={chosen === undefined || merge.isPending} data-testid="merge-do">
            {ta('user.mergeGo')}
          </Button>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
        </Row>
      </Form>
    </Dialog>
  );
}
