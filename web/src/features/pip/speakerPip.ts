import type { Meeting } from '../../meeting/meeting';

/**
 * The older kind of picture-in-picture, where a page can float one video and nothing else (Safari): the shared screen, or else whoever
 * has the floor. Answers how to end it.
 */
export async function openSpeakerPip(meeting: Meeting): Promise<void> {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.hidden = true;
  document.body.append(video);
  let shown: { detach: (element: HTMLVideoElement) => void } | null = null;
  const follow = () => {
    if (meeting.store.getSnapshot().phase === 'ended') {
      end();
      return;
    }
    const next = meeting.view.store.getSnapshot().pip.find((tile) => tile.video !== null)?.video ?? null;
    if (next === null || next === shown) return;
    shown?.detach(video);
    next.attach(video);
    shown = next;
  };
  const unsubscribe = meeting.view.store.subscribe(follow);
  const end = () => {
    unsubscribe();
    shown?.detach(video);
    video.remove();
    if (document.pictureInPictureElement === video) void document.exitPictureInPicture();
    meeting.view.setPip(null);
  };
  video.addEventListener('leavepictureinpicture', end);
  meeting.view.setPip({ width: 640, height: 360 });
  follow();
  try {
    if (video.readyState === 0) await new Promise((resolve) => video.addEventListener('loadedmetadata', resolve, { once: true }));
    await video.requestPictureInPicture();
  } catch (error) {
    end();
    throw error;
  }
}
