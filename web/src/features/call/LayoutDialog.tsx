import { useTranslation } from 'react-i18next';
import { layouts } from '../../meeting/arrangement';
import type { StageView } from '../../meeting/stageView';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { RadioCards } from '../../ui/RadioCards';
import { Switch } from '../../ui/Switch';
import { useStore } from '../../ui/useStore';
import styles from './CallScreen.module.css';

/** How this person sees the meeting. */
export default function LayoutDialog({ view, onClose }: { view: StageView; onClose: () => void }) {
  const { t } = useTranslation();
  const { t: texts } = useTranslation('stage');
  const { layout, selfView, hideNoVideo, pins } = useStore(view.store);
  return (
    <Dialog title={texts('layout.title')} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="layout">
      <RadioCards
        label={texts('layout.label')}
        options={layouts.map((id) => ({ id, title: texts(`layout.${id}`), text: texts(`layout.${id}Text`) }))}
        value={layout}
        onChange={(choice) => view.choose(choice)}
        data-testid="layout-choice"
      />
      <Switch label={texts('layout.selfView')} text={texts('layout.selfViewText')} isSelected={selfView} onChange={(on) => view.setSelfView(on)} data-testid="layout-self" />
      <Switch label={texts('layout.noVideo')} text={texts('layout.noVideoText')} isSelected={hideNoVideo} onChange={(on) => view.setHideNoVideo(on)} data-testid="layout-no-video" />
      {pins.length > 0 && (
        <Button onPress={() => view.unpinAll()} data-testid="layout-unpin">
          {texts('layout.unpin')}
        </Button>
      )}
      <p className={styles.inviteText}>
        {texts('layout.note')} {texts('layout.only')}
      </p>
    </Dialog>
  );
}
