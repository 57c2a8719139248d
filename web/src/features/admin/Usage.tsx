import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, type UsageFigures } from '../../client/adminApi';
import { LinkButton } from '../../ui/LinkButton';
import { Panel } from '../../ui/Panel';
import { Table } from '../../ui/Table';
import { TextField } from '../../ui/TextField';
import { useFormats } from '../../ui/useFormats';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';

const columns = ['meetings', 'participantMinutes', 'peak', 'people', 'rooms'] as const satisfies readonly (keyof UsageFigures)[];
const day = (date: Date) => date.toISOString().slice(0, 10);

/** How much the server is used, in figures. */
export function Usage() {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const [from, setFrom] = useState(() => day(new Date(Date.now() - 30 * 86_400_000)));
  const [to, setTo] = useState(() => day(new Date(Date.now() + 86_400_000)));
  const usage = useQuery({ queryKey: ['admin', 'usage', from, to], queryFn: () => adminApi.usage(from, to), enabled: from !== '' && to !== '' });
  return (
    <Panel title={t('usage.title')} data-testid="usage">
      <div className={styles.filter}>
        <TextField label={t('usage.from')} type="date" value={from} onChange={setFrom} />
        <TextField label={t('usage.to')} type="date" value={to} onChange={setTo} />
        <LinkButton href={adminApi.usageCsvUrl(from, to)} download>
          {t('usage.csv')}
        </LinkButton>
      </div>
      {usage.data !== undefined && (
        <Table caption={t('usage.title')} head={[t('usage.start'), ...columns.map((name) => t(`usage.${name}`))]}>
          {usage.data.periods.map((period) => (
            <tr key={period.start}>
              <th scope="row" className={styles.moment}>
                {formats.day(period.start)}
              </th>
              {columns.map((name) => (
                <td key={name} className={styles.number}>
                  {formats.number(period[name])}
                </td>
              ))}
            </tr>
          ))}
          <tr data-testid="usage-totals">
            <th scope="row">{t('usage.total')}</th>
            {columns.map((name) => (
              <td key={name} className={styles.number}>
                <strong>{formats.number(usage.data.totals[name])}</strong>
              </td>
            ))}
          </tr>
        </Table>
      )}
      <ListEnd error={usage.error} more={null} />
    </Panel>
  );
}
