import { deviceProblem, DeviceError } from './devices';
import type { Finding } from './connectionTest';

/** Tries one device; the test goes on with its track, or with one that was made up. */
export async function tryDevice(kind: 'microphone' | 'camera'): Promise<{ readonly finding: Finding; readonly track: MediaStreamTrack | null }> {
  try {
    if (!navigator.mediaDevices) throw new DeviceError('insecure');
    const stream = await navigator.mediaDevices.getUserMedia(kind === 'camera' ? { video: { width: { ideal: 1280 }, height: { ideal: 720 } } } : { audio: true });
    return { finding: { status: 'good', code: `${kind}-ok` }, track: stream.getTracks()[0] ?? null };
  } catch (error) {
    const problem = deviceProblem(error);
    const code = problem === 'insecure' || problem === 'failed' ? 'device-failed' : problem === 'system' ? 'device-blocked' : (`device-${problem}` as const);
    return { finding: { status: problem === 'missing' ? 'weak' : 'bad', code }, track: null };
  }
}

/** A picture that moves, for whoever has no camera or keeps it for themselves: the network is tested all the same. */
export function drawnPicture(): { readonly track: MediaStreamTrack; readonly stop: () => void } {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 360;
  const pen = canvas.getContext('2d');
  let n = 0;
  const draw = () => {
    if (pen === null) return;
    pen.fillStyle = `hsl(${(n * 3) % 360} 60% 50%)`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = '#fff';
    pen.fillRect((n * 7) % canvas.width, 100, 80, 160);
    n++;
  };
  draw();
  const timer = setInterval(draw, 50);
  const [track] = canvas.captureStream(20).getVideoTracks();
  if (track === undefined) throw new Error('a canvas without a picture');
  return { track, stop: () => clearInterval(timer) };
}

/** A soft tone, sent and never played here. */
export async function madeSound(): Promise<{ readonly track: MediaStreamTrack; readonly stop: () => void }> {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const out = context.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  await context.resume().catch(() => {});
  const [track] = out.stream.getAudioTracks();
  if (track === undefined) throw new Error('no sound could be made');
  return { track, stop: () => void context.close() };
}
