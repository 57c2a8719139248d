import { useTranslation } from 'react-i18next';
import type { EndReason } from '../../client/room';
import { Button } from '../../ui/Button';
import type { IconName } from '../../ui/Icon';
import { LinkButton } from '../../ui/LinkButton';
import { Message } from '../../ui/Message';
import { Page } from '../../ui/Page';
import { useFormats } from '../../ui/useFormats';

export interface EndedScreenProps {
  reason: EndReason;
  title: string;
  /** How long one was in the meeting; null for who never came in. */
  minutes: number | null;
  onRejoin: () => void;
  onHome: () => void;
}

const icons: Record<EndReason, IconName> = {
  left: 'leave',
  duplicate: 'copy',
  removed: 'people',
  banned: 'ban',
  revoked: 'lock',
  room_closed: 'leave',
  server_shutdown: 'settings',
  connection_lost: 'signal',
  refused: 'warning',
  unreachable: 'signal',
};

/** For these, entering again would be refused. */
const final: ReadonlySet<EndReason> = new Set(['banned', 'revoked']);

/** For these the network may be to blame: a test says what of it. */
const ofTheNetwork: ReadonlySet<EndReason> = new Set(['connection_lost', 'unreachable']);

/** What tests and embedding pages are told; the reasons that are not here are all a failure of the connection. */
const hooks: Partial<Record<EndReason, string>> = {
  left: 'left',
  duplicate: 'duplicate',
  removed: 'removed',
  banned: 'banned',
  revoked: 'revoked',
  room_closed: 'room_closed',
  server_shutdown: 'server_shutdown',
};

export function EndedScreen({ reason, title, minutes, onRejoin, onHome }: EndedScreenProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const heading = t(`ended.${reason}.title`);
  const lasted = minutes !== null && minutes >= 1 ? ` ${t('ended.lasted', { time: formats.minutes(minutes) })}` : '';
  return (
    <Page title={`${heading} · ${title}`}>
      <Message icon={icons[reason]} title={heading} text={`${t(`ended.${reason}.text`)}${lasted}`} data-testid="ended" data-reason={hooks[reason] ?? 'failed'} data-code={reason}>
        {!final.has(reason) && (
          <Button look={reason === 'removed' || reason === 'room_closed' ? 'plain' : 'primary'} onPress={onRejoin} autoFocus data-testid="ended-rejoin">
            {reason === 'removed' ? t('action.askToReturn') : t('action.rejoin')}
          </Button>
        )}
        {ofTheNetwork.has(reason) && (
          <LinkButton href="/test-connection" data-testid="ended-test">
            {t('action.testConnection')}
          </LinkButton>
        )}
        <Button look={final.has(reason) ? 'primary' : 'plain'} onPress={onHome} data-testid="ended-home">
          {t('action.home')}
        </Button>
      </Message>
    </Page>
  );
}
