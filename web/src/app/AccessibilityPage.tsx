import { useTranslation } from 'react-i18next';
import { AccessibilityScreen } from '../features/access/AccessibilityScreen';
import { Page } from '../ui/Page';
import { UserMenu } from './UserMenu';
import { useSession } from './useSession';

/** `/accessibility` */
export default function AccessibilityPage() {
  const { t } = useTranslation('access');
  const session = useSession();
  return (
    <Page title={t('page.title')} aside={<UserMenu />}>
      <AccessibilityScreen contact={session.data?.accessibilityContact ?? null} />
    </Page>
  );
}
