import { EffectError, plainPrepare, type Prepare } from './localSide';

/** The camera as it is, or with another background, which is loaded with the first use. */
export function prepareCamera(stopped: (reason: 'failed' | 'slow') => void): Prepare {
  return async (capture, settings) => {
    if (settings.background === 'none') return { ...(await plainPrepare(capture, settings)), update: ({ background }) => background === 'none' };
    try {
      const { openBackgroundEffect } = await import('./effects/backgroundEffect');
      return await openBackgroundEffect(capture, settings, { slow: () => stopped('slow'), failed: () => stopped('failed') });
    } catch {
      stopped('failed');
      throw new EffectError();
    }
  };
}
