import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/Button';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';

/** A mistake in a screen, or a part of the program that could not be loaded, shows a way out instead of a white page. */
export class CrashGuard extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const { t } = useTranslation();
  return (
    <Page title={t('error.crashTitle')}>
      <Message icon="warning" title={t('error.crashTitle')} text={t('error.crashText')} data-testid="error" data-code="crash">
        <Button look="primary" onPress={() => location.reload()}>
          {t('error.reload')}
        </Button>
      </Message>
    </Page>
  );
}
