import type { MediaSettings } from './mediaSettings';

/** What is asked of a camera. "ideal": a camera that cannot do it gives what it can instead of failing. */
export function cameraConstraints({ height, frameRate }: MediaSettings): MediaTrackConstraints {
  return { width: { ideal: (height * 16) / 9 }, height: { ideal: height }, frameRate: { ideal: frameRate } };
}

export function microphoneConstraints({ noise, autoGain, music }: MediaSettings): MediaTrackConstraints {
  return {
    echoCancellation: !music,
    // Ours and the browser's one after the other make voices sound as through a tube.
    noiseSuppression: !music && noise === 'browser',
    autoGainControl: !music && autoGain,
    channelCount: { ideal: music ? 2 : 1 },
  };
}
