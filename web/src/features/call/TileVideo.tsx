import { useCallback, useEffect, useRef, useState, type CSSProperties } from 'react';
import type { VideoHandle } from '../../client/room';
import type { Box } from '../../meeting/layout';
import styles from './Tile.module.css';

export interface TileVideoProps {
  video: VideoHandle | null;
  mirrored: boolean;
  fit: 'cover' | 'contain';
  style?: CSSProperties | undefined;
  /** The size of the picture itself, when it changes. */
  onPicture: (size: Box) => void;
}

/** One `<video>` that stays the same element as long as its tile exists. */
export function TileVideo({ video, mirrored, fit, style, onPicture }: TileVideoProps) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null || video === null) return;
    video.attach(element);
    return () => video.detach(element);
  }, [video]);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const tell = () => onPicture({ width: element.videoWidth, height: element.videoHeight });
    element.addEventListener('resize', tell);
    return () => element.removeEventListener('resize', tell);
  }, [onPicture]);
  // Sound comes from elsewhere (client/remoteAudio); a muted video may start without a click.
  return <video ref={ref} aria-hidden="true" className={`${mirrored ? styles.mirrored : ''} ${fit === 'contain' ? styles.whole : ''}`} style={style} autoPlay playsInline muted hidden={video === null} />;
}

/** Remembers the size of a picture; the same size is no change. */
export function usePictureSize() {
  const [size, setSize] = useState<Box>({ width: 0, height: 0 });
  const set = useCallback((next: Box) => setSize((old) => (old.width === next.width && old.height === next.height ? old : next)), []);
  return [size, set] as const;
}
