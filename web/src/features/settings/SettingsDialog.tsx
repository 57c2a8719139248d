import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { Dialog } from '../../ui/Dialog';
import { Icon, type IconName } from '../../ui/Icon';
import styles from './Settings.module.css';

export interface SettingsTab {
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  readonly content: ReactNode;
}

/** Everything that can be set during a call, one subject beside the other. */
export function SettingsDialog({ tabs, first, onClose }: { tabs: readonly SettingsTab[]; first?: string | undefined; onClose: () => void }) {
  const { t } = useTranslation('devices');
  return (
    <Dialog title={t('settings.title')} closeLabel={t('settings.close')} isOpen onClose={onClose} size="wide" data-testid="settings">
      <Tabs {...(first === undefined ? {} : { defaultSelectedKey: first })} className={styles.tabs ?? ''}>
        <TabList aria-label={t('settings.title')} className={styles.list ?? ''}>
          {tabs.map(({ id, title, icon }) => (
            <Tab key={id} id={id} className={styles.tab ?? ''} data-testid={`settings-tab-${id}`}>
              <Icon name={icon} size={20} />
              <span>{title}</span>
            </Tab>
          ))}
        </TabList>
        {tabs.map(({ id, content }) => (
          <TabPanel key={id} id={id} className={styles.panel ?? ''}>
            {content}
          </TabPanel>
        ))}
      </Tabs>
    </Dialog>
  );
}
