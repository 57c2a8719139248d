import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { capacity, focusLayout, gridLayout, type Box, type Rect } from '../../meeting/layout';
import type { Meeting, MeetingState } from '../../meeting/meeting';
import { visibleTiles, type Tile as TileModel } from '../../meeting/tiles';
import { CopyLink } from '../../ui/CopyLink';
import { Waiting } from '../../ui/Waiting';
import styles from './Stage.module.css';
import { Tile } from './Tile';

interface Placed {
  readonly tile: TileModel;
  readonly rect: Rect;
}

/** The tiles, each at its place. A tile is the same element in every layout, so its video never restarts. */
export function Stage({ meeting, state, link, personMenu }: { meeting: Meeting; state: MeetingState; link: string; personMenu: (identity: string) => ReactNode }) {
  const { t } = useTranslation();
  const [ref, box] = useSize();
  if (state.phase === 'connecting') {
    return (
      <div ref={ref} className={styles.area}>
        <Waiting text={t('call.connecting')} />
      </div>
    );
  }

  const alone = state.tiles.length === 1;
  const gap = box.width < 640 ? 8 : 12;
  const { placed, more, hidden } = place(state, box, gap);
  // Drawn in a steady order whatever is large, so that React never moves an element.
  const drawn = [...placed].sort((a, b) => (a.tile.id < b.tile.id ? -1 : 1));
  return (
    <div ref={ref} className={styles.area} data-testid="stage" data-layout={state.stage.focus === null ? 'grid' : 'focus'}>
      {box.width > 0 &&
        drawn.map(({ tile, rect }) => (
          <Tile key={tile.id} tile={tile} rect={rect} focused={tile === state.stage.focus} canFocus={state.tiles.length > 1} menu={personMenu(tile.identity)} onFocus={() => meeting.pin(tile.id)} onStopShare={() => void meeting.toggleShare()} />
        ))}
      {more !== null && (
        <div className={styles.more} style={place2d(more)}>
          {t('call.more', { count: hidden })}
        </div>
      )}
      {alone && (
        <div className={styles.alone}>
          <h2>{t('call.alone')}</h2>
          <p>{t('call.aloneText')}</p>
          <CopyLink url={link} />
        </div>
      )}
    </div>
  );
}

function place({ stage, tiles }: MeetingState, box: Box, gap: number): { placed: readonly Placed[]; more: Rect | null; hidden: number } {
  if (stage.focus !== null) {
    const { focus, strip } = focusLayout(stage.rest.length, box, gap);
    return withRest([{ tile: stage.focus, rect: focus }], stage.rest, strip);
  }
  const room = capacity(box);
  return withRest([], tiles, gridLayout(Math.min(tiles.length, room), box, gap));
}

function withRest(first: readonly Placed[], tiles: readonly TileModel[], rects: readonly Rect[]) {
  const { shown, hidden } = visibleTiles(tiles, rects.length);
  const placed = [...first];
  shown.forEach((tile, index) => {
    const rect = rects[index];
    if (rect !== undefined) placed.push({ tile, rect });
  });
  return { placed, more: hidden > 0 ? (rects[shown.length] ?? null) : null, hidden };
}

export function place2d(rect: Rect) {
  return { transform: `translate(${rect.left}px, ${rect.top}px)`, width: rect.width, height: rect.height };
}

function useSize() {
  const ref = useRef<HTMLDivElement>(null);
  const [box, setBox] = useState<Box>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = () => {
      const width = element.clientWidth;
      const height = element.clientHeight;
      setBox((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  });
  return [ref, box] as const;
}
