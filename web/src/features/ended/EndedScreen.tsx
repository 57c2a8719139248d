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
  'room-closed': 'leave',
  'server-shutdown': 'settings',
  'connection-lost': 'signal',
  refused: 'warning',
  unreachable: 'signal',
};

export function EndedScreen({ reason, title, onRejoin, onHome }: EndedScreenProps) {
  const { t } = useTranslation();
  return (
    <Page title={title}>
      <Message icon={icons[reason]} title={t(`ended.${reason}.title`)} text={t(`ended.${reason}.text`)} data-testid="ended" data-code={reason}>
        {reason !== 'removed' && (
          <Button look="primary" onPress={onRejoin} autoFocus data-testid="ended-rejoin">
            {t('action.rejoin')}
          </Button>
        )}
        <Button onPress={onHome} data-testid="ended-home">
          {t('action.home')}
        </Button>
      </Message>
    </Page>
  );
}
