import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { findMeeting } from '../../client/roomCode';
import { Button } from '../../ui/Button';
import { TextField } from '../../ui/TextField';
import styles from './HomeScreen.module.css';

/** Takes a meeting's code or link the way people write them. */
export function JoinForm({ onJoin }: { onJoin: (slug: string) => void }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [codeInvalid, setCodeInvalid] = useState(false);

  function join(event: FormEvent) {
    event.preventDefault();
    const slug = findMeeting(code, location.origin);
    setCodeInvalid(slug === null);
    if (slug !== null) onJoin(slug);
  }

  return (
    <form className={styles.join} onSubmit={join} noValidate>
      <TextField
        label={t('home.codeLabel')}
        hideLabel
        placeholder={t('home.codePlaceholder')}
        value={code}
        onChange={(value) => {
          setCode(value);
          setCodeInvalid(false);
        }}
        error={codeInvalid ? t('home.codeInvalid') : null}
        // A whole invitation loses its lines in a field of one line: it is read before it does.
        onPasteText={(text) => {
          const slug = text.trim().includes('\n') ? findMeeting(text, location.origin) : null;
          if (slug === null) return false;
          setCode(slug);
          setCodeInvalid(false);
          return true;
        }}
        autoComplete="off"
        monospace
        data-testid="home-code"
      />
      <Button type="submit" isDisabled={code.trim() === ''} data-testid="home-join">
        {t('home.join')}
      </Button>
    </form>
  );
}
