import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import { CopyButton } from './CopyButton';
import { CopyLink } from './CopyLink';
import { Icon } from './Icon';
import styles from './Invitation.module.css';
import { LinkButton } from './LinkButton';
import { Row } from './Panel';

// Seldom asked for.
const QrPicture = lazy(() => import('./QrPicture'));

export interface InvitationProps {
  title: string | null;
  url: string;
  /** What stands in the link, for whoever types it. */
  code: string;
  /** Shows the text that is sent, too. */
  whole?: boolean;
}

/** How others come to a meeting: its link, a text to paste, a mail, the system's own way of sharing, a code for cameras. */
export function Invitation({ title, url, code, whole = false }: InvitationProps) {
  const { t } = useTranslation();
  const [qr, setQr] = useState(false);
  const name = title ?? t('invite.untitled');
  const text = t('invite.body', { title: name, url, site: new URL(url).origin, code });
  const subject = t('invite.subject', { title: name });
  const canShare = typeof navigator.share === 'function';

  return (
    <div className={styles.invitation}>
      <CopyLink url={url} />
      {whole && (
        <p className={styles.text} data-testid="invitation">
          {text}
        </p>
      )}
      <Row>
        <CopyButton text={text} label={t('invite.copyText')} data-testid="invitation-copy" />
        <LinkButton href={`mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text.replaceAll('\n', '\r\n'))}`} data-testid="invitation-mail">
          <Icon name="mail" size={18} />
          {t('invite.mail')}
        </LinkButton>
        {canShare && (
          <Button
            // Whoever closes the sheet without choosing has decided too.
            onPress={() => void navigator.share({ title: subject, text }).catch(() => {})}
            data-testid="invitation-share"
          >
            <Icon name="send" size={18} />
            {t('invite.share')}
          </Button>
        )}
        <Button look="quiet" aria-expanded={qr} onPress={() => setQr(!qr)} data-testid="invitation-qr">
          <Icon name="qr" size={18} />
          {t('invite.qr')}
        </Button>
      </Row>
      {qr && (
        <Suspense fallback={<div className={styles.qr} />}>
          <QrPicture text={url} label={t('invite.qrText', { title: name })} />
        </Suspense>
      )}
    </div>
  );
}
