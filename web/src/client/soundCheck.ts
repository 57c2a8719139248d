/** What trying out one's sound needs of the browser. Nothing of it leaves the machine. */
export interface SoundPort {
  /** Settles when the sound has been played. */
  playTest(speakerId: string | null): Promise<void>;
  record(stream: MediaStream, milliseconds: number): Promise<Blob>;
  play(recording: Blob, speakerId: string | null): Promise<void>;
}

const notes = [523.25, 659.25, 783.99];

/** Plays something from a loudspeaker of choice, where the browser lets pages choose. */
async function playThrough(element: HTMLAudioElement, speakerId: string | null): Promise<void> {
  // A loudspeaker that is gone gives way to the usual one.
  if (speakerId !== null && 'setSinkId' in element) await element.setSinkId(speakerId).catch(() => {});
  await element.play();
}

export const browserSound: SoundPort = {
  async playTest(speakerId) {
    const context = new AudioContext();
    const target = context.createMediaStreamDestination();
    const volume = context.createGain();
    volume.connect(target);
    const begin = context.currentTime + 0.15;
    volume.gain.setValueAtTime(0, context.currentTime);
    notes.forEach((frequency, i) => {
      const tone = context.createOscillator();
      tone.type = 'triangle';
      tone.frequency.value = frequency;
      tone.connect(volume);
      const at = begin + i * 0.35;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.4, at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.34);
      tone.start(at);
      tone.stop(at + 0.35);
    });
    const element = new Audio();
    element.srcObject = target.stream;
    try {
      await playThrough(element, speakerId);
      await new Promise((resolve) => setTimeout(resolve, 1400));
    } finally {
      element.pause();
      element.srcObject = null;
      void context.close().catch(() => {});
    }
  },

  record(stream, milliseconds) {
    return new Promise((resolve, reject) => {
      const recorder = new MediaRecorder(new MediaStream(stream.getAudioTracks()));
      const parts: Blob[] = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      recorder.onerror = () => reject(new Error('recording'));
      recorder.onstop = () => resolve(new Blob(parts, { type: recorder.mimeType }));
      recorder.start();
      setTimeout(() => recorder.state !== 'inactive' && recorder.stop(), milliseconds);
    });
  },

  async play(recording, speakerId) {
    const url = URL.createObjectURL(recording);
    const element = new Audio(url);
    try {
      const ended = new Promise((resolve, reject) => {
        element.onended = resolve;
        element.onerror = reject;
      });
      await playThrough(element, speakerId);
      await ended;
    } finally {
      URL.revokeObjectURL(url);
    }
  },
};
