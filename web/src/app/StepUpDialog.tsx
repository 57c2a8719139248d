import { useTranslation } from 'react-i18next';
import { accountsApi } from '../client/accountsApi';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Row } from '../ui/Panel';
import { assuranceFor, stepUp } from './stepUp';

/** Asks to sign in once more, more strongly, and comes back to where one was. */
export default function StepUpDialog() {
  const { t } = useTranslation();
  const close = () => stepUp.set(false);
  return (
    <Dialog title={t('stepUp.title')} closeLabel={t('action.close')} isOpen onClose={close} data-testid="step-up">
      <p>{t('stepUp.text')}</p>
      <Row>
        <Button look="primary" autoFocus onPress={() => signInAgain(location.pathname)} data-testid="step-up-go">
          {t('stepUp.go')}
        </Button>
        <Button onPress={close}>{t('action.cancel')}</Button>
      </Row>
    </Dialog>
  );
}

function signInAgain(path: string): void {
  location.assign(accountsApi.openIdConnectUrl(path + location.search, false, assuranceFor(path)));
}
