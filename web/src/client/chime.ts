/** Short sounds, made here: nothing is fetched for them. Each is a few tones, in Hz, one after the other. */
const melodies = {
  /** Somebody waits to be let in. */
  knock: [587, 587],
  /** One has been let in. */
  admitted: [523, 659, 784],
  /** A hand went up, or the host asks for something. */
  attention: [784, 659],
  hand: [659, 784],
  joined: [523, 659],
  left: [659, 523],
  message: [880],
} as const;

export type Chime = keyof typeof melodies;

const tone = 0.14;
/** The loudest that a sound gets: news, not an alarm. */
const loudness = 0.24;
let context: AudioContext | null = null;

/** Plays a sound, if the page may: browsers allow it after the first click on the page. `volume` goes from 0 to 1. */
export function playChime(chime: Chime, volume = 0.5): void {
  if (volume <= 0) return;
  try {
    context ??= new AudioContext();
    void context.resume().catch(() => {});
    const gain = context.createGain();
    gain.connect(context.destination);
    melodies[chime].forEach((frequency, index) => {
      if (context === null) return;
      const oscillator = context.createOscillator();
      const from = context.currentTime + 0.02 + index * tone;
      oscillator.type = 'sine';
      oscillator.frequency.value = frequency;
      oscillator.connect(gain);
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(loudness * Math.min(volume, 1), from + 0.02);
      gain.gain.linearRampToValueAtTime(0, from + tone - 0.01);
      oscillator.start(from);
      oscillator.stop(from + tone);
    });
  } catch {
    // No sound then: what is on the screen says the same.
  }
}
