import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/TextField';
import styles from './Admin.module.css';

/** Asks the server for what matches, when sent. */
export function SearchForm({ label, onSearch, 'data-testid': testId }: { label: string; onSearch: (q: string) => void; 'data-testid'?: string }) {
  const { t } = useTranslation('admin');
  const [q, setQ] = useState('');
  return (
    <form
      role="search"
      className={styles.filter}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(q.trim());
      }}
    >
      <TextField label={label} type="search" value={q} onChange={setQ} autoComplete="off" data-testid={testId} />
      <Button type="submit">{t('find')}</Button>
    </form>
  );
}
