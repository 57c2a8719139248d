import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { corners } from '../../meeting/layout';
import type { Meeting } from '../../meeting/meeting';
import type { Placed } from '../../meeting/placement';
import type { Tile } from '../../meeting/tiles';
import { IconButton } from '../../ui/IconButton';
import { Menu } from '../../ui/Menu';
import type { BarChoice } from './CallScreen';
import { endFullScreen, fillScreen } from './fullScreen';
import styles from './Tile.module.css';

export interface TileToolsProps {
  meeting: Meeting;
  tile: Tile;
  name: string;
  part: Placed['part'];
  pinned: boolean;
  full: boolean;
  canPin: boolean;
  small: boolean;
  menu: (identity: string, choices: readonly BarChoice[]) => ReactNode;
  onVolume: (tileId: string) => void;
}

/** What can be done with a tile: a button for what is done most, and a menu. */
export function TileTools({ meeting, tile, name, part, pinned, full, canPin, small, menu, onVolume }: TileToolsProps) {
  const { t } = useTranslation();
  const { t: texts } = useTranslation('stage');
  const { view } = meeting;
  const isScreen = tile.source === 'screen_share';
  // A shared screen is large by itself; the button makes it small. Anybody else is pinned, and let go.
  const large = isScreen ? part === 'main' : pinned;
  const toggle = () => (isScreen ? view.toggleShare(tile.id) : view.togglePin(tile.id));
  const words = isScreen ? (large ? 'tile.makeSmall' : 'tile.makeLarge') : large ? 'tile.unpin' : 'tile.pin';

  const choices: BarChoice[] = [];
  if (canPin) choices.push({ id: 'pin', label: texts(words), icon: isScreen ? (large ? 'shrink' : 'expand') : large ? 'pin-off' : 'pin', testId: 'tile-pin', onChoose: toggle });
  choices.push(
    full
      ? { id: 'full', label: texts('full.end'), icon: 'full-screen-end', testId: 'tile-full', onChoose: () => endFullScreen(view) }
      : { id: 'full', label: texts('full.tile'), icon: 'full-screen', testId: 'tile-full', onChoose: () => fillScreen(view, tile.id) },
  );
  if (!tile.isLocal && (!isScreen || tile.sound)) choices.push({ id: 'volume', label: texts('volume.open'), icon: 'sound', testId: 'tile-volume', onChoose: () => onVolume(tile.id) });
  if (tile.isLocal && canPin) choices.push({ id: 'hide-self', label: texts('self.hide'), icon: 'eye', testId: 'tile-hide-self', onChoose: () => view.setSelfView(false) });
  if (part === 'corner') {
    for (const corner of corners) {
      if (corner !== view.store.getSnapshot().corner) choices.push({ id: corner, label: texts(`self.${corner}`), icon: 'layout', testId: `tile-${corner}`, onChoose: () => view.moveSelf(corner) });
    }
  }

  const label = texts('tile.actions', { name });
  return (
    <div className={styles.tools}>
      {isScreen ? (
        <Menu label={label} trigger={<IconButton icon="more" label={label} look="glass" size="s" data-testid="tile-menu" />} choices={choices} onChoose={(id) => choices.find((choice) => choice.id === id)?.onChoose()} />
      ) : (
        menu(tile.identity, choices)
      )}
      {canPin && !small && !full && (
        <IconButton
          icon={isScreen ? (large ? 'shrink' : 'expand') : large ? 'pin-off' : 'pin'}
          label={large ? t('control.unpin', { name }) : t('control.pin', { name })}
          look="glass"
          size="s"
          onPress={toggle}
          data-testid="tile-focus"
        />
      )}
      {full && <IconButton icon="full-screen-end" label={texts('full.end')} look="glass" size="s" onPress={() => endFullScreen(view)} data-testid="full-end" />}
    </div>
  );
}
