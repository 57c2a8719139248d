import type { EffectEvents } from './backgroundEffect';
import { Compositor, type Behind } from './compositor';
import { Pace } from './pace';
import { openSegmenter } from './segmenter';

/** Effects in the page itself, for browsers that hand pictures to no worker (Firefox, Safari). */
export async function openPageEngine(capture: MediaStreamTrack, behind: Behind, events: EffectEvents) {
  const pace = new Pace();
  const compositor = new Compositor(await openSegmenter(), pace, behind);
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([capture]);
  await video.play();
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  const [track] = canvas.captureStream().getVideoTracks();
  if (pen === null || track === undefined) throw new Error('no canvas');
  let closed = false;

  function draw() {
    if (closed) return;
    const began = performance.now();
    const { videoWidth, videoHeight } = video;
    if (videoWidth > 0) {
      const drawn = compositor.draw(video, videoWidth, videoHeight, began);
      if (canvas.width !== drawn.width || canvas.height !== drawn.height) {
        canvas.width = drawn.width;
        canvas.height = drawn.height;
      }
      pen?.drawImage(drawn, 0, 0);
      if (pace.worked(performance.now() - began) === 'give-up') events.slow();
    }
    video.requestVideoFrameCallback(draw);
  }
  draw();
  return {
    track,
    change: (next: Behind) => compositor.change(next),
    close() {
      closed = true;
      track.stop();
      video.srcObject = null;
      compositor.close();
    },
  };
}
