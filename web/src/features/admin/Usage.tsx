import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, type UsageFigures, type UsageSearch } from '../../client/adminApi';
import { LinkButton } from '../../ui/LinkButton';
import { Panel } from '../../ui/Panel';
import { SelectField } from '../../ui/SelectField';
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
  const [to, setTo] = useState(() => day(new Date()));
  const [period, setPeriod] = useState<UsageSearch['period']>('day');
  const search = { from, to, period };
  const usage = useQuery({ queryKey: ['admin', 'usage', from, to, period], queryFn: () => adminApi.usage(search), enabled: from !== '' && to !== '' });
  return (
    <Panel title={t('usage.title')} data-testid="usage">
      <div className={styles.filter}>
        <TextField label={t('usage.from')} type="date" value={from} onChange={setFrom} />
        <TextField label={t('usage.to')} type="date" value={to} onChange={setTo} />
        <SelectField label={t('usage.period')} options={(['day', 'month'] as const).map((id) => ({ id, label: t(`usage.${id}`) }))} value={period} onChange={setPeriod} data-testid="usage-period" />
        <LinkButton href={adminApi.usageCsvUrl(search)} download>
          {t('usage.csv')}
        </LinkButton>
      </div>
      {usage.data !== undefined && (
        <Table caption={t('usage.title')} head={[t('usage.start'), ...columns.map((name) => t(`usage.${name}`))]} empty={usage.data.periods.length === 0 ? t('usage.none') : null}>
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
        </Table>
      )}
      <ListEnd error={usage.error} more={null} />
    </Panel>
  );
}
