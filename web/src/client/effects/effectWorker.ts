import { Compositor } from './compositor';
import type { FromWorker, ToWorker } from './messages';
import { Pace } from './pace';
import { openSegmenter } from './segmenter';

/** Effects beside the page, so that neither waits for the other. */
const tell = (message: FromWorker) => postMessage(message);
const pace = new Pace();
let compositor: Compositor | null = null;

async function start({ readable, writable, behind }: Extract<ToWorker, { type: 'start' }>): Promise<void> {
  const segmenter = await openSegmenter();
  const own = new Compositor(segmenter, pace, behind);
  compositor = own;
  const reader = readable.getReader();
  const writer = writable.getWriter();
  let first = true;
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) break;
    const began = performance.now();
    const { timestamp, displayWidth, displayHeight } = frame;
    const drawn = own.draw(frame, displayWidth, displayHeight, began);
    frame.close();
    await writer.write(new VideoFrame(drawn, { timestamp }));
    if (first) tell({ type: 'ready' });
    first = false;
    if (pace.worked(performance.now() - began) === 'give-up') tell({ type: 'slow' });
  }
  own.close();
}

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'start') start(data).catch(() => tell({ type: 'failed' }));
  else compositor?.change(data.behind);
});
