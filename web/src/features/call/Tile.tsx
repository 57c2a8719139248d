import { memo, useCallback, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SharedSurface } from '../../client/room';
import type { Box, Rect } from '../../meeting/layout';
import type { Meeting } from '../../meeting/meeting';
import { pictureFit } from '../../meeting/pictureFit';
import type { Placed } from '../../meeting/placement';
import { hueOf, initials, type Tile as TileModel } from '../../meeting/tiles';
import { zoomedRect } from '../../meeting/zoom';
import { Avatar } from '../../ui/Avatar';
import { useMediaQuery } from '../../ui/useMediaQuery';
import type { BarChoice } from './CallScreen';
import { OwnScreen } from './OwnScreen';
import { place2d } from './place2d';
import styles from './Tile.module.css';
import { TileLabel, useTileWords } from './TileLabel';
import { TileTools } from './TileTools';
import { TileVideo, usePictureSize } from './TileVideo';
import { useOwnCorner } from './useOwnCorner';
import { useZoom } from './useZoom';
import { ZoomTools } from './ZoomTools';

export interface TileProps {
  meeting: Meeting;
  tile: TileModel;
  rect: Rect;
  part: Placed['part'];
  stage: Box;
  pinned: boolean;
  /** This tile fills the screen, alone. */
  full: boolean;
  /** Whether making it large makes a difference. */
  canPin: boolean;
  mirrored: boolean;
  /** What one's own shared screen shows. */
  surface: SharedSurface | null;
  /** The menu about this person, with choices of the tile before those about the person. */
  menu: (identity: string, choices: readonly BarChoice[]) => ReactNode;
  onVolume: (tileId: string) => void;
}

export const Tile = memo(DrawnTile, (a, b) => sameTile(a.tile, b.tile) && sameRect(a.rect, b.rect) && others.every((key) => Object.is(a[key], b[key])));

const others = ['meeting', 'part', 'stage', 'pinned', 'full', 'canPin', 'mirrored', 'surface', 'menu', 'onVolume'] as const;

function DrawnTile({ meeting, tile, rect, part, stage, pinned, full, canPin, mirrored, surface, menu, onVolume }: TileProps) {
  const { t: texts } = useTranslation('stage');
  const ref = useRef<HTMLElement>(null);
  const [picture, setPicture] = usePictureSize();
  // What only the pointer or the focus shows is made when it first comes: 49 tiles have many buttons.
  const [near, setNear] = useState(false);
  const touch = useMediaQuery('(hover: none)');
  const isScreen = tile.source === 'screen_share';
  const ownScreen = isScreen && tile.isLocal;
  const { name, states } = useTileWords(tile);
  const small = rect.width < 200 || rect.height < 110;
  const zooms = isScreen && !tile.isLocal && part === 'main';
  const onScale = useCallback((scale: number) => meeting.view.setScale(tile.id, scale), [meeting, tile.id]);
  const { zoom, by, reset } = useZoom(ref, rect, picture, zooms, onScale);
  const drag = useOwnCorner(ref, meeting.view, part === 'corner', stage);
  const moved = drag === null ? rect : { ...rect, left: rect.left + drag.x, top: rect.top + drag.y };
  // A screen that shows this page would show itself in itself, and again within.
  const video = ownScreen && surface === 'monitor' ? null : tile.video;

  return (
    <article
      ref={ref}
      className={`${styles.tile} ${isScreen ? styles.screen : ''} ${tile.speaking ? styles.speaking : ''} ${small ? styles.small : ''} ${part === 'corner' ? styles.corner : ''} ${drag === null ? '' : styles.dragged} ${zoom.scale > 1 ? styles.zoomed : ''} ${tile.link === 'lost' ? styles.absent : ''} ${tile.paused ? styles.halted : ''}`}
      style={place2d(moved)}
      tabIndex={-1}
      aria-label={[name, ...states, pinned && texts('tile.pinned')].filter((word) => word !== false).join(', ')}
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
      onContextMenu={(event) => {
        const button = event.currentTarget.querySelector<HTMLElement>('[aria-haspopup]');
        if (button === null) return;
        event.preventDefault();
        button.click();
      }}
      data-testid="tile"
      data-identity={tile.identity}
      data-source={tile.source}
      data-local={tile.isLocal}
      data-muted={!tile.microphoneOn}
      data-camera={tile.cameraOn}
      data-paused={tile.paused}
      data-speaking={tile.speaking}
      data-focused={part === 'main'}
      data-part={part}
      data-pinned={pinned}
      data-zoom={zooms ? Math.round(zoom.scale * 100) : undefined}
      data-hand={tile.hand ?? ''}
      data-spotlight={tile.spotlighted}
      data-role={tile.role}
    >
      <TileVideo
        video={video}
        mirrored={mirrored && tile.isLocal && !isScreen}
        fit={isScreen ? 'contain' : pictureFit(picture, rect)}
        style={zoom.scale > 1 ? zoomedRect(zoom, rect, picture) : undefined}
        onPicture={setPicture}
      />
      {video === null && !isScreen && <Avatar initials={initials(tile.name)} hue={hueOf(tile.identity, 8)} size={`${Math.round(Math.min(rect.width, rect.height) * 0.36)}px`} />}
      {ownScreen && <OwnScreen small={small} mirrorHall={surface === 'monitor'} onStop={() => void meeting.toggleShare()} />}
      {!ownScreen && <TileLabel tile={tile} name={name} small={small} pinned={pinned} />}
      {(near || touch || part === 'main') && !ownScreen && (
        <TileTools meeting={meeting} tile={tile} name={name} part={part} pinned={pinned} full={full} canPin={canPin} small={small} menu={menu} onVolume={onVolume} />
      )}
      {zooms && <ZoomTools scale={zoom.scale} onBy={by} onReset={reset} always={zoom.scale > 1} />}
    </article>
  );
}

function sameTile(a: TileModel, b: TileModel): boolean {
  return (Object.keys(a) as (keyof TileModel)[]).every((key) => Object.is(a[key], b[key]));
}

function sameRect(a: Rect, b: Rect): boolean {
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}
