import { useTranslation } from 'react-i18next';
import { linkWords } from '../../meeting/links';
import type { Tile } from '../../meeting/tiles';
import { Icon } from '../../ui/Icon';
import { Name } from '../../ui/Name';
import styles from './Tile.module.css';

/** What a tile is called, and what is to be known about it, in words. */
export function useTileWords(tile: Tile): { name: string; states: readonly string[] } {
  const { t } = useTranslation();
  const { t: stress } = useTranslation('stress');
  const paused = tile.paused ? [stress('link.paused')] : [];
  if (tile.source === 'screen_share') return { name: tile.isLocal ? t('call.yourScreen') : t('call.screenOf', { name: tile.name }), states: paused };
  const link = linkWords(tile);
  const states = [
    tile.guest && t('call.guest'),
    tile.hand !== null && t('call.hand', { place: tile.hand }),
    tile.spotlighted && t('call.spotlighted'),
    !tile.microphoneOn && t('call.muted'),
    !tile.cameraOn && t('call.cameraOff'),
    tile.speaking && t('call.speaking'),
    link !== null && stress(`link.${link}`),
    ...paused,
  ];
  return { name: tile.isLocal ? t('call.youNamed', { name: tile.name }) : tile.name, states: states.filter((state) => state !== false) };
}

/** The same for the eyes, over the picture. */
export function TileLabel({ tile, name, small, pinned }: { tile: Tile; name: string; small: boolean; pinned: boolean }) {
  const { t } = useTranslation();
  const { t: stress } = useTranslation('stress');
  const isScreen = tile.source === 'screen_share';
  const link = isScreen ? null : linkWords(tile);
  const size = small ? 14 : 16;
  return (
    <>
      <p className={styles.label} aria-hidden="true">
        {!isScreen && !tile.microphoneOn && (
          <span className={styles.muted}>
            <Icon name="microphone-off" size={size} />
          </span>
        )}
        {isScreen && <Icon name="share" size={16} />}
        {pinned && <Icon name="pin" size={size} />}
        <Name className={styles.name}>{name}</Name>
        {!isScreen && tile.guest && !small && <span className={styles.guest}>{t('call.guest')}</span>}
        {link !== null && (
          <span className={`${styles.weak} ${link === 'lost' ? styles.lost : ''}`} title={stress(`link.${link}`)} data-testid="tile-link" data-link={link}>
            <Icon name="signal" size={16} />
          </span>
        )}
      </p>
      {!isScreen && tile.link === 'lost' && !small && (
        <p className={styles.gone} aria-hidden="true" data-testid="tile-lost">
          {stress('link.lost')}
        </p>
      )}
      {tile.paused && (
        <p className={`${styles.gone} ${styles.paused}`} aria-hidden="true" data-testid="tile-paused">
          {small ? stress('link.pausedShort') : stress('link.paused')}
        </p>
      )}
      {!isScreen && tile.hand !== null && (
        <p className={styles.hand} aria-hidden="true" data-testid="tile-hand">
          <Icon name="hand" size={small ? 14 : 18} />
          {tile.hand === 1 ? t('call.handFirst') : t('call.handPlace', { place: tile.hand })}
        </p>
      )}
    </>
  );
}
