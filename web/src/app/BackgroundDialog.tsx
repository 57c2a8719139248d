import { useTranslation } from 'react-i18next';
import { savePreferences } from '../client/preferences';
import BackgroundChoice from '../features/effects/BackgroundChoice';
import { CameraPreview } from '../features/prejoin/CameraPreview';
import type { Preview } from '../meeting/preview';
import { Dialog } from '../ui/Dialog';
import { useStore } from '../ui/useStore';

/** Choosing what lies behind oneself before entering, and seeing it. */
export default function BackgroundDialog({ preview, onClose }: { preview: Preview; onClose: () => void }) {
  const { t } = useTranslation('devices');
  return (
    <Dialog title={t('background.title')} closeLabel={t('settings.close')} isOpen onClose={onClose} size="wide" data-testid="background-dialog">
      <CameraPreview preview={preview} state={useStore(preview.store)} name="" />
      <BackgroundChoice onChange={(background) => savePreferences({ background })} />
    </Dialog>
  );
}
