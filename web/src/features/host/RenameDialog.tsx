import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cleanName, nameLimit } from '../../meeting/preview';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Form } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';

export function RenameDialog({ name, onName, onClose }: { name: string; onName: (name: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(name);
  const [invalid, setInvalid] = useState(false);

  function submit() {
    const clean = cleanName(typed);
    setInvalid(clean === null);
    if (clean !== null) onName(clean);
  }

  return (
    <Dialog title={t('moderate.rename')} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="rename">
      <Form onSubmit={submit}>
        <TextField label={t('prejoin.name')} value={typed} onChange={setTyped} error={invalid ? t('prejoin.nameInvalid') : null} maxLength={nameLimit} autoComplete="name" autoFocus data-testid="rename-name" />
        <Button look="primary" type="submit" data-testid="rename-save">
          {t('moderate.renameSave')}
        </Button>
      </Form>
    </Dialog>
  );
}
