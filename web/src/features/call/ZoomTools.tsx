import { useTranslation } from 'react-i18next';
import { largestZoom, zoomStep } from '../../meeting/zoom';
import { IconButton } from '../../ui/IconButton';
import { useFormats } from '../../ui/useFormats';
import styles from './Tile.module.css';

/** Enlarges a shared screen. The same is done by Ctrl and the wheel, two fingers, a double click, and + − 0. */
export function ZoomTools({ scale, onBy, onReset, always }: { scale: number; onBy: (factor: number) => void; onReset: () => void; always: boolean }) {
  const { t } = useTranslation('stage');
  const percent = useFormats().percent(scale);
  return (
    <div className={`${styles.zoomTools} ${always ? styles.shown : ''}`} role="group" aria-label={t('zoom.group')}>
      <IconButton icon="zoom-out" label={t('zoom.out')} look="glass" size="s" onPress={() => onBy(1 / zoomStep)} data-testid="zoom-out" />
      <span className={styles.percent} role="status" data-testid="zoom-level">
        {scale > 1 ? t('zoom.level', { percent }) : ''}
      </span>
      <IconButton icon="zoom-in" label={t('zoom.in')} look="glass" size="s" onPress={() => scale < largestZoom && onBy(zoomStep)} data-testid="zoom-in" />
      {scale > 1 && <IconButton icon="shrink" label={t('zoom.reset')} look="glass" size="s" onPress={onReset} data-testid="zoom-reset" />}
    </div>
  );
}
