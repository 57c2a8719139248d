import { lazy, Suspense, useCallback, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { preferences } from '../../client/preferences';
import type { Meeting } from '../../meeting/meeting';
import { CopyLink } from '../../ui/CopyLink';
import { useSize } from '../../ui/useSize';
import { useSelected, useStore } from '../../ui/useStore';
import { Waiting } from '../../ui/Waiting';
import type { BarChoice } from './CallScreen';
import { Pager } from './Pager';
import { ShareSwitch } from './ShareSwitch';
import styles from './Stage.module.css';
import { Tile } from './Tile';
import { useSwipe } from './useSwipe';

const VolumeDialog = lazy(() => import('./VolumeDialog'));

export interface StageProps {
  meeting: Meeting;
  link: string;
  personMenu: (identity: string, choices: readonly BarChoice[]) => ReactNode;
}

/** The tiles, each at its place. A tile is the same element in every layout, so its video never restarts. */
export function Stage({ meeting, link, personMenu }: StageProps) {
  const { t } = useTranslation();
  const { t: texts } = useTranslation('stage');
  const { view } = meeting;
  const { placed, mode, page, pages, pager, pins, shares, shareView, full, leftOut, layout } = useStore(view.store);
  const phase = useSelected(meeting.store, (state) => state.phase);
  const tiles = useSelected(meeting.store, (state) => state.tiles);
  const surface = useSelected(meeting.store, (state) => state.surface);
  const facesAway = useSelected(meeting.store, (state) => state.cameraFacesAway);
  const { mirror } = useStore(preferences);
  const [volumeOf, setVolumeOf] = useState<string | null>(null);
  const [attach, box, area] = useSize<HTMLDivElement>();
  const turn = useCallback((by: 1 | -1) => view.turn(by), [view]);
  useSwipe(area, turn);

  useEffect(() => view.resize(box, devicePixelRatio), [view, box]);
  // React Aria listens on the document and keeps every element until its transition ends: that of a tile which goes meanwhile never does.
  useEffect(() => {
    const keep = (event: Event) => event.stopPropagation();
    area?.addEventListener('transitionrun', keep);
    return () => area?.removeEventListener('transitionrun', keep);
  }, [area]);
  useEffect(() => {
    const tell = () => view.setHidden(document.hidden);
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [view]);

  if (phase === 'connecting') {
    return (
      <div ref={attach} className={styles.area}>
        <Waiting text={t('call.connecting')} />
      </div>
    );
  }

  const alone = tiles.length === 1;
  const several = shares.length > 1 && full !== 'tile';
  const volumeTile = tiles.find((tile) => tile.id === volumeOf);
  // Drawn in a steady order whatever is large, so that React never moves an element.
  const drawn = [...placed].sort((a, b) => (a.tile.id < b.tile.id ? -1 : 1));
  return (
    <>
      {several && <ShareSwitch view={view} shares={shares} value={shareView} />}
      <div
        ref={attach}
        className={`${styles.area} ${several ? styles.below : ''}`}
        onKeyDown={(event) => {
          if (pages === 1 || (event.key !== 'PageDown' && event.key !== 'PageUp')) return;
          view.turn(event.key === 'PageDown' ? 1 : -1);
          event.preventDefault();
        }}
        data-testid="stage"
        data-layout={mode}
        data-choice={layout}
        data-full={full}
      >
        {drawn.map(({ tile, rect, part }) => (
          <Tile
            key={tile.id}
            meeting={meeting}
            tile={tile}
            rect={rect}
            part={part}
            stage={box}
            pinned={pins.includes(tile.id)}
            full={full === 'tile'}
            canPin={tiles.length > 1}
            mirrored={mirror && !facesAway}
            surface={surface}
            menu={personMenu}
            onVolume={setVolumeOf}
          />
        ))}
        {pager !== null && <Pager view={view} rect={pager} page={page} pages={pages} />}
        {alone && (
          <div className={styles.alone}>
            <h2>{t('call.alone')}</h2>
            <p>{t('call.aloneText')}</p>
            <CopyLink url={link} />
          </div>
        )}
        {leftOut > 0 && (
          <p className={styles.leftOut} role="status" data-testid="left-out">
            {texts('page.leftOut', { count: leftOut })}
          </p>
        )}
      </div>
      {volumeTile !== undefined && (
        <Suspense>
          <VolumeDialog meeting={meeting} tile={volumeTile} onClose={() => setVolumeOf(null)} />
        </Suspense>
      )}
    </>
  );
}
