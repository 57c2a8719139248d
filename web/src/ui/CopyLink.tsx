import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import styles from './CopyLink.module.css';
import { copyText } from './copyText';
import { Icon } from './Icon';

/** A meeting's link with a button that copies it and says that it did. */
export function CopyLink({ url }: { url: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2500);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <div className={styles.row}>
      <input className={styles.link} readOnly value={url.replace(/^https?:\/\//, '')} aria-label={t('invite.link')} onFocus={(event) => event.currentTarget.select()} data-testid="invite-link" data-url={url} />
      <Button look="primary" onPress={() => void copyText(url).then(setCopied)} aria-label={copied ? undefined : t('action.copyLink')} data-testid="invite-copy">
        <Icon name={copied ? 'check' : 'copy'} size={18} />
        <span aria-live="polite">{copied ? t('action.copied') : t('action.copy')}</span>
      </Button>
    </div>
  );
}
