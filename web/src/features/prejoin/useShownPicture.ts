import { useEffect, useState } from 'react';
import type { Prepared } from '../../client/localSide';
import { mediaSettings } from '../../client/mediaSettings';
import { preferences, savePreferences } from '../../client/preferences';
import { prepareCamera } from '../../client/prepareCamera';
import { useStore } from '../../ui/useStore';

/**
 * One's own picture as the others will see it: with the chosen background. An effect that cannot be had is no longer chosen, and that is
 * to be said: the room behind is seen.
 */
export function useShownPicture(stream: MediaStream | null): { readonly picture: MediaStream | null; readonly preparing: boolean; readonly failed: boolean } {
  const { background } = useStore(preferences);
  const [ready, setReady] = useState<{ from: MediaStream; background: string; picture: MediaStream } | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const track = stream?.getVideoTracks()[0];
    if (stream === null || track === undefined || background === 'none') return;
    let gone = false;
    let prepared: Prepared | null = null;
    const stop = () => {
      // Also when another view of the same picture was faster to give the effect up.
      setFailed(true);
      if (!gone) savePreferences({ background: 'none' });
    };
    prepareCamera(stop)(track, mediaSettings(preferences.getSnapshot()))
      .then((made) => {
        if (gone) made.close();
        else {
          prepared = made;
          setFailed(false);
          setReady({ from: stream, background, picture: new MediaStream([made.track]) });
        }
      })
      .catch(stop);
    return () => {
      gone = true;
      prepared?.close();
    };
  }, [stream, background]);

  if (background === 'none' || stream === null) return { picture: stream, preparing: false, failed };
  const fits = ready !== null && ready.from === stream && ready.background === background;
  return { picture: fits ? ready.picture : null, preparing: !fits, failed: false };
}
