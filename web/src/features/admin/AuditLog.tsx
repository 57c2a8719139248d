import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi } from '../../client/adminApi';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Panel, Row } from '../../ui/Panel';
import { Table } from '../../ui/Table';
import { TextField } from '../../ui/TextField';
import { useFormats } from '../../ui/useFormats';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';

const nothing = { action: '', actor: '', room: '' };

/** Who did what, newest first; the chain of hashes can be checked. */
export function AuditLog() {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const [typed, setTyped] = useState(nothing);
  const [search, setSearch] = useState(nothing);
  const [before, setBefore] = useState<number | null>(null);
  const entries = useQuery({ queryKey: ['admin', 'audit', search, before], queryFn: () => adminApi.audit({ before, ...search }) });
  const verify = useMutation({ mutationFn: adminApi.verifyAudit });
  const list = entries.data?.entries ?? [];
  const last = list.at(-1);

  return (
    <Panel
      title={t('audit.title')}
      text={t('audit.text')}
      actions={
        <Button onPress={() => verify.mutate()} isDisabled={verify.isPending} data-testid="audit-verify">
          {t('audit.verify')}
        </Button>
      }
    >
      {verify.data !== undefined &&
        (verify.data.valid ? (
          <Notice look="done" data-testid="audit-valid">
            {t('audit.valid', { count: verify.data.entries })}
          </Notice>
        ) : (
          <Notice look="error" data-testid="audit-broken">
            {t('audit.broken', { line: verify.data.fault?.sequence ?? '?' })}
          </Notice>
        ))}
      <form
        role="search"
        className={styles.filter}
        onSubmit={(event) => {
          event.preventDefault();
          setSearch(typed);
          setBefore(null);
        }}
      >
        <TextField label={t('audit.filterAction')} value={typed.action} onChange={(action) => setTyped({ ...typed, action })} autoComplete="off" />
        <TextField label={t('audit.filterActor')} value={typed.actor} onChange={(actor) => setTyped({ ...typed, actor })} autoComplete="off" />
        <TextField label={t('audit.filterRoom')} value={typed.room} onChange={(room) => setTyped({ ...typed, room })} autoComplete="off" />
        <Button type="submit">{t('find')}</Button>
      </form>
      {entries.data !== undefined && (
        <Table caption={t('audit.title')} head={[t('audit.number'), t('audit.at'), t('audit.who'), t('audit.action'), t('audit.target'), t('audit.details')]} empty={list.length === 0 ? t('none') : null} data-testid="audit">
          {list.map((entry) => (
            <tr key={entry.sequence} data-testid="audit-entry" data-action={entry.action}>
              <td className={styles.number}>{entry.sequence}</td>
              <td className={styles.moment}>{formats.minute(entry.at)}</td>
              <td className={styles.code}>
                {entry.actor}
                {entry.actorId !== null && (
                  <>
                    <br />
                    {entry.actorId}
                  </>
                )}
              </td>
              <td className={styles.code}>{entry.action}</td>
              <td className={styles.code}>{entry.target ?? entry.room ?? '—'}</td>
              <td className={`${styles.code} ${styles.details}`}>{entry.details === null ? '—' : typeof entry.details === 'string' ? entry.details : JSON.stringify(entry.details)}</td>
            </tr>
          ))}
        </Table>
      )}
      <ListEnd error={verify.error ?? entries.error} more={null} />
      <Row>
        {before !== null && (
          <Button look="quiet" onPress={() => setBefore(null)}>
            {t('audit.newest')}
          </Button>
        )}
        {list.length === 100 && last !== undefined && last.sequence > 1 && (
          <Button look="quiet" onPress={() => setBefore(last.sequence)}>
            {t('audit.older')}
          </Button>
        )}
      </Row>
    </Panel>
  );
}
