import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanName, nameLimit } from '../../meeting/preview';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { TextField } from '../../ui/TextField';
import styles from './HomeScreen.module.css';

export interface SignInDialogProps {
  isOpen: boolean;
  firstName: string;
  onClose: () => void;
  onName: (name: string) => void;
}

/** The sign-in of a development server: a name is enough. */
export function SignInDialog({ isOpen, firstName, onClose, onName }: SignInDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(firstName);
  const [invalid, setInvalid] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    const clean = cleanName(name);
    setInvalid(clean === null);
    if (clean !== null) onName(clean);
  }

  return (
    <Dialog title={t('home.signInTitle')} closeLabel={t('action.close')} isOpen={isOpen} onClose={onClose} data-testid="signin">
      <form className={styles.signIn} onSubmit={submit} noValidate>
        <p className={styles.signInText}>{t('home.signInText')}</p>
        <TextField
          label={t('home.signInName')}
          value={name}
          onChange={setName}
          error={invalid ? t('prejoin.nameInvalid') : null}
          maxLength={nameLimit}
          autoComplete="name"
          autoFocus
          data-testid="signin-name"
        />
        <Button look="primary" type="submit" data-testid="signin-submit">
          {t('home.signInGo')}
        </Button>
      </form>
    </Dialog>
  );
}
