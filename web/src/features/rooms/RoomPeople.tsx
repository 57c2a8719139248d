import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { memberRoles, roomsApi, type MemberRole, type RoomMember, type RoomRole } from '../../client/roomsApi';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { Notice } from '../../ui/Notice';
import { Form, Panel } from '../../ui/Panel';
import { SelectField } from '../../ui/SelectField';
import { Table } from '../../ui/Table';
import { TextField } from '../../ui/TextField';
import { usePages } from '../../ui/usePages';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import styles from './Rooms.module.css';

/** Who was named in the room before any meeting, and as what. */
export function RoomPeople({ slug, role, userId }: { slug: string; role: RoomRole; userId: string }) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [addRole, setAddRole] = useState<MemberRole>('member');
  const [emailInvalid, setEmailInvalid] = useState(false);
  const members = usePages(['members', slug], (cursor) => roomsApi.members(slug, cursor), (page) => page.members);
  const change = useMutation({
    mutationFn: (deed: () => Promise<unknown>) => deed(),
    onSettled: () => queries.invalidateQueries({ queryKey: ['members', slug] }),
  });
  const failure = change.error ?? members.error;
  // Only owners make owners, and only they unmake them.
  const roles = memberRoles.filter((one) => one !== 'owner' || role === 'owner').map((id) => ({ id, label: t(`rooms.role.${id}`) }));
  const allRoles = memberRoles.map((id) => ({ id, label: t(`rooms.role.${id}`) }));
  const called = (member: RoomMember) => (member.displayName === '' ? (member.email ?? t('rooms.someone')) : member.displayName);

  return (
    <Panel title={t('rooms.people')} text={t('rooms.peopleText')} data-testid="room-people">
      <ul className={styles.soft}>
        {memberRoles.map((one) => (
          <li key={one}>{t(`rooms.roleText.${one}`)}</li>
        ))}
      </ul>
      {members.loaded && (
        <Table caption={t('rooms.people')} head={[t('rooms.name'), t('rooms.roleHead'), t('rooms.actions')]}>
          {members.items.map((member) => {
            const mayChange = member.userId !== userId && (member.role !== 'owner' || role === 'owner');
            return (
              <tr key={member.userId} data-testid="member" data-role={member.role}>
                <td>
                  <span className={styles.about}>
                    <span className={styles.name}>{called(member)}</span>
                    <span className={styles.facts}>
                      {member.email !== null && <span>{member.email}</span>}
                      {member.provisional && <Badge look="warning">{t('rooms.provisional')}</Badge>}
                    </span>
                  </span>
                </td>
                <td className={styles.cell}>
                  <SelectField
                    label={t('rooms.roleOf', { name: called(member) })}
                    hideLabel
                    options={member.role === 'owner' ? allRoles : roles}
                    value={member.role}
                    isDisabled={!mayChange}
                    onChange={(next) => next !== member.role && change.mutate(() => roomsApi.changeMember(slug, member.userId, next))}
                    data-testid="member-role"
                  />
                </td>
                <td>
                  <IconButton icon="close" look="plain" size="s" isDisabled={!mayChange} label={t('rooms.removeNamed', { name: called(member) })} onPress={() => change.mutate(() => roomsApi.removeMember(slug, member.userId))} data-testid="member-remove" />
                </td>
              </tr>
            );
          })}
        </Table>
      )}
      {members.more !== null && (
        <Button look="quiet" onPress={members.more} data-testid="members-more">
          {t('rooms.more')}
        </Button>
      )}
      {failure !== null && (
        <Notice look="error" data-testid="people-problem" data-code={problemCode(failure)}>
          {problemText(failure)}
        </Notice>
      )}
      <Form
        onSubmit={() => {
          setEmailInvalid(!email.includes('@'));
          if (email.includes('@')) change.mutate(() => roomsApi.addMember(slug, email.trim(), addRole).then(() => setEmail('')));
        }}
      >
        <div className={styles.pair}>
          <TextField label={t('rooms.addEmail')} type="email" value={email} onChange={setEmail} autoComplete="off" error={emailInvalid ? t('signin.emailInvalid') : null} data-testid="member-email" />
          <SelectField label={t('rooms.addRole')} options={roles} value={addRole} onChange={setAddRole} data-testid="member-add-role" />
        </div>
        <div>
          <Button type="submit" isDisabled={change.isPending} data-testid="member-add">
            {t('rooms.addPerson')}
          </Button>
        </div>
      </Form>
    </Panel>
  );
}
