import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { gridLayout, mainLayout, type Box, type Rect } from '../../meeting/layout';
import type { Meeting } from '../../meeting/meeting';
import { hueOf, initials, type Tile } from '../../meeting/tiles';
import { Avatar } from '../../ui/Avatar';
import { Icon, type IconName } from '../../ui/Icon';
import { Name } from '../../ui/Name';
import { useStore } from '../../ui/useStore';
import styles from './Pip.module.css';

const gap = 6;
const barHeight = 60;

/** The call in a small window of its own: the shared screen and whoever speaks, and the most needed buttons. */
export function PipWindow({ meeting, window: view }: { meeting: Meeting; window: Window }) {
  const { t } = useTranslation();
  const { t: texts } = useTranslation('stage');
  const { microphoneOn, cameraOn, busy, rights, self, hands } = useStore(meeting.store);
  const { pip } = useStore(meeting.view.store);
  const box = useWindowSize(view);
  const area = { width: Math.max(0, box.width - 2 * gap), height: Math.max(0, box.height - barHeight - gap) };
  const rects = place(pip, area);
  const { width = 0, height = 0 } = rects[0] ?? {};
  useEffect(() => meeting.view.setPip({ width, height }), [meeting, width, height]);
  const handUp = self !== undefined && self.handSince !== null;

  return (
    <main className={styles.window} data-testid="pip">
      <div className={styles.pictures}>
        {pip.map((tile, index) => {
          const rect = rects[index];
          return rect === undefined ? null : <Picture key={tile.id} tile={tile} rect={rect} />;
        })}
        {pip.length === 0 && <p className={styles.empty}>{texts('pip.empty')}</p>}
        {hands.length > 0 && (
          <p className={styles.hands} role="status" data-testid="pip-hands">
            <Icon name="hand" size={16} />
            {texts('pip.hands', { count: hands.length })}
          </p>
        )}
      </div>
      <div className={styles.bar} role="toolbar" aria-label={t('control.bar')}>
        <PipButton icon={microphoneOn ? 'microphone' : 'microphone-off'} label={t('prejoin.microphone')} pressed={microphoneOn} off={!microphoneOn} isDisabled={!rights.microphone && !microphoneOn} onPress={() => !busy.microphone && void meeting.toggleMicrophone()} testId="pip-mic" />
        <PipButton icon={cameraOn ? 'camera' : 'camera-off'} label={t('prejoin.camera')} pressed={cameraOn} off={!cameraOn} isDisabled={!rights.camera && !cameraOn} onPress={() => !busy.camera && void meeting.toggleCamera()} testId="pip-camera" />
        {self !== undefined && self.role !== 'none' && <PipButton icon="hand" label={t('control.hand')} pressed={handUp} onPress={() => void meeting.toggleHand()} testId="pip-hand" />}
        <PipButton icon="expand" label={texts('pip.back')} onPress={() => view.close()} testId="pip-back" />
        <PipButton icon="leave" label={t('control.leave')} danger onPress={() => void meeting.leave()} testId="pip-leave" />
      </div>
    </main>
  );
}

function Picture({ tile, rect }: { tile: Tile; rect: Rect }) {
  const { t } = useTranslation();
  const ref = useRef<HTMLVideoElement>(null);
  const { video } = tile;
  const isScreen = tile.source === 'screen_share';
  useEffect(() => {
    const element = ref.current;
    if (element === null || video === null) return;
    video.attach(element);
    return () => video.detach(element);
  }, [video]);
  const name = isScreen ? t('call.screenOf', { name: tile.name }) : tile.name;
  return (
    <article
      className={`${styles.tile} ${tile.speaking ? styles.speaking : ''}`}
      style={{ transform: `translate(${rect.left + gap}px, ${rect.top + gap}px)`, width: rect.width, height: rect.height }}
      aria-label={name}
      data-testid="pip-tile"
      data-identity={tile.identity}
      data-source={tile.source}
    >
      <video ref={ref} className={isScreen ? styles.whole : ''} autoPlay playsInline muted hidden={video === null} />
      {video === null && !isScreen && <Avatar initials={initials(tile.name)} hue={hueOf(tile.identity, 8)} size={`${Math.round(Math.min(rect.width, rect.height) * 0.4)}px`} />}
      <p className={styles.label} aria-hidden="true">
        {!isScreen && !tile.microphoneOn && <Icon name="microphone-off" size={12} />}
        {tile.hand !== null && !isScreen && <Icon name="hand" size={12} />}
        <Name className={styles.name}>{name}</Name>
      </p>
    </article>
  );
}

interface PipButtonProps {
  icon: IconName;
  label: string;
  pressed?: boolean;
  off?: boolean;
  danger?: boolean;
  isDisabled?: boolean;
  onPress: () => void;
  testId: string;
}

/** A button without what needs the page's own document: tooltips and press events of the page's library. */
function PipButton({ icon, label, pressed, off = false, danger = false, isDisabled = false, onPress, testId }: PipButtonProps) {
  return (
    <button type="button" className={`${styles.button} ${off ? styles.off : ''} ${danger ? styles.danger : ''}`} aria-label={label} title={label} aria-pressed={pressed} aria-disabled={isDisabled} onClick={() => !isDisabled && onPress()} data-testid={testId}>
      <Icon name={icon} size={20} />
    </button>
  );
}

/** The screen above, the people below in a row; without a screen a grid. */
function place(tiles: readonly Tile[], area: Box): readonly Rect[] {
  const screens = tiles.filter((tile) => tile.source === 'screen_share').length;
  if (screens === 0 || screens === tiles.length) return screens === 0 ? gridLayout(tiles.length, area, gap) : mainLayout(screens, 0, { left: 0, top: 0, ...area }, gap);
  return mainLayout(screens, tiles.length - screens, { left: 0, top: 0, ...area }, gap);
}

function useWindowSize(view: Window): Box {
  const [box, setBox] = useState<Box>({ width: view.innerWidth, height: view.innerHeight });
  useEffect(() => {
    const measure = () => setBox({ width: view.innerWidth, height: view.innerHeight });
    view.addEventListener('resize', measure);
    measure();
    return () => view.removeEventListener('resize', measure);
  }, [view]);
  return box;
}
