import { microphoneConstraints } from './constraints';
import { plainPrepare, type Prepare } from './localSide';

/** The microphone as it is, or through our own noise suppression, which is loaded with the first use. */
export function prepareMicrophone(failed: () => void): Prepare {
  return async (capture, settings) => {
    if (settings.noise !== 'strong' || settings.music) return plainPrepare(capture, settings);
    const giveUp = () => {
      // The browser's own is better than none.
      void capture.applyConstraints(microphoneConstraints({ ...settings, noise: 'browser' })).catch(() => {});
      failed();
    };
    try {
      const { openNoiseGraph } = await import('./noiseGraph');
      return await openNoiseGraph(capture, giveUp);
    } catch {
      giveUp();
      return plainPrepare(capture, settings);
    }
  };
}
