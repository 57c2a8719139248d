import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../ui/CopyButton';
import { Dialog } from '../../ui/Dialog';
import { Row } from '../../ui/Panel';
import styles from './Admin.module.css';

/** Shows what will not be shown again. */
export function SecretDialog({ title, text, secret, onClose }: { title: string; text: string; secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={title} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="secret">
      <p>{text}</p>
      <p className={styles.secret} data-testid="secret-text">
        {secret}
      </p>
      <Row>
        <CopyButton look="primary" text={secret} label={t('action.copy')} />
      </Row>
    </Dialog>
  );
}
