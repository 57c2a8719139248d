import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TestScreen } from '../features/test/TestScreen';
import { ConnectionTest } from '../meeting/connectionTest';
import { Page } from '../ui/Page';

/** Needs no account and no meeting. The media library comes when the test begins. */
export default function TestPage() {
  const { t } = useTranslation('diagnostics');
  const [test] = useState(() => new ConnectionTest(async () => new (await import('../client/liveKitTest')).LiveKitTest()));
  useEffect(() => () => test.cancel(), [test]);
  return (
    <Page title={t('title')}>
      <TestScreen test={test} />
    </Page>
  );
}
