import type { Prepared } from '../localSide';
import type { Background, MediaSettings } from '../mediaSettings';
import type { Behind } from './compositor';
import { findImage } from './images';
import type { FromWorker, ToWorker } from './messages';

export interface EffectEvents {
  slow(): void;
  failed(): void;
}

/** Milliseconds in which the model has to be there. */
const patience = 20_000;

async function behindOf(background: Background): Promise<Behind> {
  if (background.startsWith('own:')) {
    const own = await findImage(background.slice('own:'.length));
    // Deleted since: the room behind must not become visible for that.
    if (own === undefined) return { kind: 'blur', strong: true };
    return { kind: 'image', image: await createImageBitmap(own.blob) };
  }
  if (background.startsWith('preset:')) return { kind: 'scene', name: background.slice('preset:'.length) };
  return { kind: 'blur', strong: background === 'blur-strong' };
}

/** What works on the pictures: a worker where the browser hands pictures to one, else this page. */
interface Engine {
  readonly track: MediaStreamTrack;
  change(behind: Behind): void;
  close(): void;
}

/** The camera with another background. Settles when the first picture with it is there: none without it is ever sent. */
export async function openBackgroundEffect(capture: MediaStreamTrack, settings: MediaSettings, events: EffectEvents): Promise<Prepared> {
  let background = settings.background;
  const behind = await behindOf(background);
  const engine = hasInsertableStreams() ? await openInWorker(capture, behind, events).catch(() => openOnPage(capture, behind, events)) : await openOnPage(capture, behind, events);
  return {
    track: engine.track,
    update(next) {
      if (next.background === 'none') return false;
      if (next.background !== background) {
        background = next.background;
        void behindOf(background).then((fresh) => engine.change(fresh), events.failed);
      }
      return true;
    },
    close: () => engine.close(),
  };
}

async function openOnPage(capture: MediaStreamTrack, behind: Behind, events: EffectEvents): Promise<Engine> {
  const { openPageEngine } = await import('./pageEngine');
  return openPageEngine(capture, behind, events);
}

interface InsertableStreams {
  MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack; maxBufferSize?: number }) => { readable: ReadableStream<VideoFrame> };
  MediaStreamTrackGenerator: new (init: { kind: 'video' }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
}

function hasInsertableStreams(): boolean {
  return 'MediaStreamTrackProcessor' in globalThis && 'MediaStreamTrackGenerator' in globalThis;
}

function openInWorker(capture: MediaStreamTrack, behind: Behind, events: EffectEvents): Promise<Engine> {
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as unknown as InsertableStreams;
  // A clone: closing the reader ends the track it reads from.
  const source = capture.clone();
  const track = new MediaStreamTrackGenerator({ kind: 'video' });
  const { readable } = new MediaStreamTrackProcessor({ track: source, maxBufferSize: 1 });
  const worker = new Worker(new URL('./effectWorker.ts', import.meta.url));
  const say = (message: ToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  const end = () => {
    source.stop();
    track.stop();
    worker.terminate();
  };
  return new Promise((resolve, reject) => {
    let running = false;
    const fail = () => {
      // It ran and stopped: as if it had become too slow.
      if (running) events.slow();
      else {
        end();
        reject(new Error('effect'));
      }
    };
    const late = setTimeout(fail, patience);
    worker.onerror = fail;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'slow') events.slow();
      else if (data.type === 'failed') fail();
      else {
        clearTimeout(late);
        running = true;
        resolve({ track, change: (next) => say({ type: 'change', behind: next }, next.kind === 'image' ? [next.image] : []), close: end });
      }
    };
    // The picture stays here too, for the case that the worker cannot be used.
    const { writable } = track;
    say({ type: 'start', readable, writable, behind }, [readable, writable]);
  });
}
