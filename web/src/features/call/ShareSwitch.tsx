import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { StageView } from '../../meeting/stageView';
import type { Tile } from '../../meeting/tiles';
import { Name } from '../../ui/Name';
import styles from './Stage.module.css';

/** Which of several shared screens is large, or all of them side by side. */
export function ShareSwitch({ view, shares, value }: { view: StageView; shares: readonly Tile[]; value: string }) {
  const { t } = useTranslation('stage');
  return (
    <ToggleButtonGroup
      className={styles.shares ?? ''}
      aria-label={t('share.which', { count: shares.length })}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={([key]) => key !== undefined && view.chooseShare(String(key))}
      data-testid="shares"
      data-value={value}
    >
      <ToggleButton id="side" className={styles.share ?? ''} data-testid="shares-side">
        {t('share.side')}
      </ToggleButton>
      {shares.map((tile) => (
        <ToggleButton key={tile.id} id={tile.id} className={styles.share ?? ''} data-testid="shares-one">
          <Name className={styles.shareName}>{tile.name}</Name>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
