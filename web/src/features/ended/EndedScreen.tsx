import { useTranslation } from 'react-i18next';
import type { EndReason } from '../../client/room';
import { Button } from '../../ui/Button';
import type { IconName } from '../../ui/Icon';
import { Message } from '../../ui/Message';
import { Page } from '../../ui/Page';

export interface EndedScreenProps {
  reason: EndReason;
  title: string;
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

export function EndedScreen({ reason, title, onRejoin, onHome }: EndedScreenProps) {
  const { t } = useTranslation();
  return (
    <Page title={title}>
      <Message icon={icons[reason]} title={t(`ended.${reason}.title`)} text={t(`ended.${reason}.text`)} data-testid="ended" data-reason={hooks[reason] ?? 'failed'} data-code={reason}>
        {!final.has(reason) && (
          <Button look={reason === 'removed' || reason === 'room_closed' ? 'plain' : 'primary'} onPress={onRejoin} autoFocus data-testid="ended-rejoin">
            {reason === 'removed' ? t('action.askToReturn') : t('action.rejoin')}
          </Button>
        )}
        <Button onPress={onHome} data-testid="ended-home">
          {t('action.home')}
        </Button>
      </Message>
    </Page>
  );
}
