import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import wasmUrl from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
import simdUrl from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
import workletUrl from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';
import type { Prepared } from './localSide';

/** The network is trained on this rate. */
const sampleRate = 48_000;
/** Seconds in which one sound gives way to the other, so that nothing clicks. */
const fade = 0.03;
/** How often, and how many times, it is looked whether the filter has begun to give sound. */
const glance = 50;
const glances = 60;

let binary: Promise<ArrayBuffer> | null = null;

/**
 * The microphone through RNNoise. Until the filter is compiled, and if it never gives sound, the microphone is heard as it is:
 * nobody falls silent because of an effect.
 */
export async function openNoiseGraph(capture: MediaStreamTrack, failed: () => void): Promise<Prepared> {
  binary ??= loadRnnoise({ url: wasmUrl, simdUrl });
  const context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
  try {
    const [wasmBinary] = await Promise.all([binary, context.audioWorklet.addModule(workletUrl), context.resume()]);
    const source = context.createMediaStreamSource(new MediaStream([capture]));
    const filter = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
    const dry = context.createGain();
    const wet = context.createGain();
    const meter = context.createAnalyser();
    const target = context.createMediaStreamDestination();
    target.channelCount = 1;
    wet.gain.value = 0;
    source.connect(dry).connect(target);
    source.connect(filter).connect(wet).connect(target);
    filter.connect(meter);
    const [track] = target.stream.getAudioTracks();
    if (track === undefined) throw new Error('no track');

    const samples = new Float32Array(meter.fftSize);
    let looked = 0;
    const timer = setInterval(() => {
      meter.getFloatTimeDomainData(samples);
      // What is not zero comes from the filter. A muted microphone gives it nothing to do, and is no failure.
      if (samples.some((sample) => sample !== 0)) {
        clearInterval(timer);
        const now = context.currentTime;
        dry.gain.setValueAtTime(1, now);
        dry.gain.linearRampToValueAtTime(0, now + fade);
        wet.gain.setValueAtTime(0, now);
        wet.gain.linearRampToValueAtTime(1, now + fade);
      } else if (capture.enabled && !capture.muted && ++looked === glances) {
        clearInterval(timer);
        failed();
      }
    }, glance);

    return {
      track,
      update: () => true,
      close() {
        clearInterval(timer);
        filter.destroy();
        track.stop();
        void context.close().catch(() => {});
      },
    };
  } catch (error) {
    binary = null;
    void context.close().catch(() => {});
    throw error;
  }
}
