import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, type AdminUser } from '../../client/adminApi';
import { Badge } from '../../ui/Badge';
import { Confirm } from '../../ui/Confirm';
import { IconButton } from '../../ui/IconButton';
import { Menu } from '../../ui/Menu';
import { Panel } from '../../ui/Panel';
import { Table } from '../../ui/Table';
import { useFormats } from '../../ui/useFormats';
import { usePages } from '../../ui/usePages';
import { useProblemText } from '../../ui/useProblemText';
import { AddUser } from './AddUser';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';
import { MergeUser } from './MergeUser';
import { SearchForm } from './SearchForm';
import { SecretDialog } from './SecretDialog';

type Asking = { readonly what: 'disable' | 'erase'; readonly user: AdminUser };

/** Accounts: who they are, and what can be done about them. */
export function Users() {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const problemText = useProblemText();
  const [q, setQ] = useState('');
  const [asking, setAsking] = useState<Asking | null>(null);
  const [link, setLink] = useState<{ readonly name: string; readonly url: string } | null>(null);
  const [merging, setMerging] = useState<AdminUser | null>(null);
  const users = usePages(['admin', 'users', q], (cursor) => adminApi.users(q, cursor), (page) => page.users);
  const deed = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSuccess: () => setAsking(null),
    onSettled: () => users.refresh(),
  });
  const nameOf = (user: AdminUser) => (user.displayName === '' ? (user.email ?? user.id) : user.displayName);

  function choose(id: string, user: AdminUser) {
    switch (id) {
      case 'disable':
      case 'erase':
        return setAsking({ what: id, user });
      case 'enable':
        return deed.mutate(() => adminApi.userAction(user.id, 'enable'));
      case 'sign-out':
        return deed.mutate(() => adminApi.userAction(user.id, 'revoke'));
      case 'admin':
        return deed.mutate(() => adminApi.changeUser(user.id, { isAdmin: !user.isAdmin }));
      case 'link':
        return deed.mutate(async () => setLink({ name: nameOf(user), url: (await adminApi.userLink(user.id)).url }));
      case 'merge':
        return setMerging(user);
      case 'export':
        return location.assign(adminApi.userExportUrl(user.id));
    }
  }

  return (
    <Panel title={t('nav.users')}>
      <SearchForm label={t('user.search')} onSearch={setQ} data-testid="users-search" />
      {users.loaded && (
        <Table caption={t('nav.users')} head={[t('user.name'), t('user.email'), t('user.state'), t('user.lastSignIn'), t('actions')]} empty={users.items.length === 0 ? t('none') : null} data-testid="users">
          {users.items.map((user) => (
            <tr key={user.id} data-testid="user" data-email={user.email} data-disabled={user.disabledAt !== null}>
              <th scope="row">{nameOf(user)}</th>
              <td>{user.email ?? '—'}</td>
              <td>
                <span className={styles.badges}>
                  {user.disabledAt !== null ? <Badge look="warning">{t('user.disabled')}</Badge> : user.provisional ? <Badge>{t('user.provisional')}</Badge> : <Badge>{t('user.active')}</Badge>}
                  {user.isAdmin && <Badge look="live">{t('user.admin')}</Badge>}
                </span>
              </td>
              <td className={styles.moment}>{user.lastSignInAt === null ? t('never') : formats.minute(user.lastSignInAt)}</td>
              <td>
                <Menu
                  label={t('actionsOf', { name: nameOf(user) })}
                  trigger={<IconButton icon="more" look="plain" size="s" label={t('actionsOf', { name: nameOf(user) })} data-testid="user-actions" />}
                  choices={[
                    user.disabledAt === null ? { id: 'disable', label: t('user.disable'), testId: 'user-disable' } : { id: 'enable', label: t('user.enable'), testId: 'user-enable' },
                    { id: 'admin', label: t(user.isAdmin ? 'user.unmakeAdmin' : 'user.makeAdmin') },
                    { id: 'link', label: t('user.link'), testId: 'user-link' },
                    { id: 'sign-out', label: t('user.signOut') },
                    { id: 'export', label: t('user.export') },
                    { id: 'merge', label: t('user.merge'), testId: 'user-merge' },
                    { id: 'erase', label: t('user.erase'), testId: 'user-erase' },
                  ]}
                  onChoose={(id) => choose(id, user)}
                />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <ListEnd error={(asking === null ? deed.error : null) ?? users.error} more={users.more} />
      <AddUser onAdded={() => void users.refresh()} />
      {asking !== null && (
        <Confirm
          title={t(`user.${asking.what}`)}
          text={t(asking.what === 'disable' ? 'user.disableText' : 'user.eraseText', { name: nameOf(asking.user) })}
          action={t(`user.${asking.what}`)}
          {...(asking.what === 'erase' ? { typed: { label: t('user.eraseTyped', { text: nameOf(asking.user) }), text: nameOf(asking.user) } } : {})}
          error={deed.error === null ? null : problemText(deed.error)}
          busy={deed.isPending}
          onConfirm={() => deed.mutate(() => adminApi.userAction(asking.user.id, asking.what))}
          onClose={() => {
            deed.reset();
            setAsking(null);
          }}
        />
      )}
      {merging !== null && (
        <MergeUser
          user={merging}
          name={nameOf(merging)}
          onMerged={() => {
            setMerging(null);
            void users.refresh();
          }}
          onClose={() => setMerging(null)}
        />
      )}
      {link !== null && <SecretDialog title={t('user.linkTitle')} text={t('user.linkText', { name: link.name })} secret={link.url} onClose={() => setLink(null)} />}
    </Panel>
  );
}
