import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rect } from '../../meeting/layout';
import { hueOf, initials, type Tile as TileModel } from '../../meeting/tiles';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { place2d } from './Stage';
import styles from './Tile.module.css';

export interface TileProps {
  tile: TileModel;
  rect: Rect;
  focused: boolean;
  canFocus: boolean;
  /** What can be done to this person. */
  menu: ReactNode;
  onFocus: () => void;
  onStopShare: () => void;
}

export function Tile({ tile, rect, focused, canFocus, menu, onFocus, onStopShare }: TileProps) {
  const { t } = useTranslation();
  const isScreen = tile.source === 'screen_share';
  const name = isScreen
    ? tile.isLocal
      ? t('call.yourScreen')
      : t('call.screenOf', { name: tile.name })
    : tile.isLocal
      ? t('call.youNamed', { name: tile.name })
      : tile.name;
  const states = isScreen
    ? []
    : [
        tile.guest && t('call.guest'),
        tile.hand !== null && t('call.hand', { place: tile.hand }),
        tile.spotlighted && t('call.spotlighted'),
        !tile.microphoneOn && t('call.muted'),
        !tile.cameraOn && t('call.cameraOff'),
        tile.speaking && t('call.speaking'),
        tile.link === 'poor' && t('call.linkPoor'),
        tile.link === 'lost' && t('call.linkLost'),
      ].filter((state) => state !== false);
  const weak = tile.link === 'poor' || tile.link === 'lost';
  const small = rect.width < 200;

  return (
    <article
      className={`${styles.tile} ${isScreen ? styles.screen : ''} ${tile.speaking ? styles.speaking : ''} ${small ? styles.small : ''}`}
      style={place2d(rect)}
      tabIndex={-1}
      aria-label={[name, ...states].join(', ')}
      data-testid="tile"
      data-identity={tile.identity}
      data-source={tile.source}
      data-local={tile.isLocal}
      data-muted={!tile.microphoneOn}
      data-camera={tile.cameraOn}
      data-speaking={tile.speaking}
      data-focused={focused}
      data-hand={tile.hand ?? ''}
      data-spotlight={tile.spotlighted}
      data-role={tile.role}
    >
      <Video tile={tile} mirrored={tile.isLocal && !isScreen} />
      {tile.video === null && !isScreen && <Avatar initials={initials(tile.name)} hue={hueOf(tile.identity, 8)} size={`${Math.round(Math.min(rect.width, rect.height) * 0.36)}px`} />}
      {isScreen && tile.isLocal && (
        <div className={styles.presenting}>
          {!small && <Icon name="share" size={30} />}
          <strong>{t('call.sharing')}</strong>
          {!small && <span>{t('call.sharingText')}</span>}
          <Button look="danger" onPress={onStopShare}>
            {t('call.stopSharing')}
          </Button>
        </div>
      )}
      {!(isScreen && tile.isLocal) && (
        <p className={styles.label} aria-hidden="true">
          {!isScreen && !tile.microphoneOn && (
            <span className={styles.muted}>
              <Icon name="microphone-off" size={small ? 14 : 16} />
            </span>
          )}
          {isScreen && <Icon name="share" size={16} />}
          <span className={styles.name}>{name}</span>
          {!isScreen && tile.guest && !small && <span className={styles.guest}>{t('call.guest')}</span>}
          {weak && !isScreen && (
            <span className={styles.weak}>
              <Icon name="signal" size={16} />
            </span>
          )}
        </p>
      )}
      {!isScreen && tile.hand !== null && (
        <p className={styles.hand} aria-hidden="true" data-testid="tile-hand">
          <Icon name="hand" size={small ? 14 : 18} />
          {tile.hand === 1 ? t('call.handFirst') : t('call.handPlace', { place: tile.hand })}
        </p>
      )}
      {!small && (canFocus || menu !== null) && (
        <div className={styles.tools}>
          {!isScreen && menu}
          {canFocus && (
            <IconButton icon={focused ? 'shrink' : 'expand'} label={focused ? t('control.unpin', { name }) : t('control.pin', { name })} look="glass" size="s" onPress={onFocus} data-testid="tile-focus" />
          )}
        </div>
      )}
    </article>
  );
}

function Video({ tile, mirrored }: { tile: TileModel; mirrored: boolean }) {
  const ref = useRef<HTMLVideoElement>(null);
  const { video } = tile;
  useEffect(() => {
    const element = ref.current;
    if (element === null || video === null) return;
    video.attach(element);
    return () => video.detach(element);
  }, [video]);
  // Sound comes from elsewhere (client/remoteAudio); a muted video may start without a click.
  return <video ref={ref} className={mirrored ? styles.mirrored : ''} autoPlay playsInline muted hidden={video === null} />;
}
