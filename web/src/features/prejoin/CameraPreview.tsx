import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { preferences } from '../../client/preferences';
import type { Preview, PreviewState } from '../../meeting/preview';
import { hueOf, initials } from '../../meeting/tiles';
import { Avatar } from '../../ui/Avatar';
import { IconButton } from '../../ui/IconButton';
import { inHand, useMediaQuery } from '../../ui/useMediaQuery';
import { useStore } from '../../ui/useStore';
import styles from './PrejoinScreen.module.css';
import { useShownPicture } from './useShownPicture';

/** One's own picture, mirrored as in a mirror, with the two switches on it. */
export function CameraPreview({ preview, state, name }: { preview: Preview; state: PreviewState; name: string }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const { camera, microphone } = state;

  const { mirror } = useStore(preferences);
  const { picture, preparing, failed } = useShownPicture(camera.stream);
  const isInHand = useMediaQuery(inHand);

  useEffect(() => {
    if (video.current !== null) video.current.srcObject = picture;
  }, [picture]);

  const micOn = microphone.wanted && microphone.problem === null;
  const cameraOn = camera.wanted && camera.problem === null;
  return (
    <div className={styles.preview}>
      <video ref={video} className={`${styles.video} ${mirror && !camera.facesAway ? styles.mirrored : ''}`} autoPlay playsInline muted hidden={picture === null} aria-label={t('prejoin.preview')} data-testid="prejoin-video" />
      {picture === null && (
        <div className={styles.noPicture}>
          <Avatar initials={initials(name || '?')} hue={hueOf(name, 8)} size="clamp(72px, 12vw, 112px)" />
          <p>{camera.opening || preparing ? t('prejoin.cameraOpening') : t('prejoin.cameraOff')}</p>
        </div>
      )}
      {failed && (
        <p className={styles.failed} role="alert" data-testid="prejoin-background-failed">
          {t('prejoin.backgroundFailed')}
        </p>
      )}
      <div className={styles.switches}>
        <IconButton
          icon={micOn ? 'microphone' : 'microphone-off'}
          label={t('prejoin.microphone')}
          hint={micOn ? t('control.micOff') : t('control.micOn')}
          look={micOn ? 'glass' : 'off'}
          pressed={micOn}
          onPress={() => void preview.toggle('microphone')}
          data-testid="prejoin-mic"
        />
        <IconButton
          icon={cameraOn ? 'camera' : 'camera-off'}
          label={t('prejoin.camera')}
          hint={cameraOn ? t('control.cameraOff') : t('control.cameraOn')}
          look={cameraOn ? 'glass' : 'off'}
          pressed={cameraOn}
          onPress={() => void preview.toggle('camera')}
          data-testid="prejoin-camera"
        />
        {isInHand && cameraOn && state.devices.videoinput.length > 1 && (
          <IconButton icon="camera-turn" label={t('prejoin.cameraTurn')} look="glass" onPress={() => void preview.turnCamera()} data-testid="prejoin-camera-turn" />
        )}
      </div>
    </div>
  );
}
