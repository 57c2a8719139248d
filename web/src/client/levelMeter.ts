/** Loudness of a microphone, read on demand: 0 is silence, 1 is close to clipping. */
export interface LevelMeter {
  read(): number;
  close(): void;
}

/** What is heard as silence and as loud speech, in decibels relative to full scale. */
const quiet = -60;
const loud = -12;

export function openLevelMeter(stream: MediaStream): LevelMeter | null {
  if (typeof AudioContext === 'undefined' || stream.getAudioTracks().length === 0) return null;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const source = context.createMediaStreamSource(stream);
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  // Without a click on the page the context may start suspended; the meter then wakes up with the first one.
  void context.resume().catch(() => {});
  return {
    read() {
      if (context.state === 'suspended') void context.resume().catch(() => {});
      analyser.getFloatTimeDomainData(samples);
      return levelOf(samples);
    },
    close() {
      source.disconnect();
      void context.close().catch(() => {});
    },
  };
}

export function levelOf(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    sum += sample * sample;
  }
  if (sum === 0) return 0;
  const decibels = 10 * Math.log10(sum / samples.length);
  return Math.min(1, Math.max(0, (decibels - quiet) / (loud - quiet)));
}
