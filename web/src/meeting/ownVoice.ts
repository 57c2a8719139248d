/** What is asked about one's own microphone. */
export interface OwnMicrophone {
  /** From 0 to 1; null while it is closed. */
  level(): number | null;
  isOn(): boolean;
  /** Whether it matters: somebody is there to be spoken to, and wants to be told. */
  matters(): boolean;
}

/** Milliseconds from one look at the level to the next. */
const every = 100;
/** Looks over which speech is told from noise: two and a half seconds. */
const window = 25;
/** About -41 dB of full scale; a room is quieter, a voice before a microphone is louder. */
const loud = 0.4;
/** How many looks of a window are loud while somebody speaks. */
const loudLooks = 10;
/** By how much the level of a voice moves from look to look: 2.4 dB. A fan or a motor is steadier. */
const lively = 0.05;
/** Milliseconds from one hint to the next: whoever talks to somebody in the room is not nagged. */
export const hintAgain = 180_000;

/** Notices when somebody speaks into a microphone that is muted. */
export class OwnVoice {
  private readonly timer: ReturnType<typeof setInterval>;
  private levels: number[] = [];
  private hintedAt = -Infinity;

  constructor(
    private readonly microphone: OwnMicrophone,
    private readonly hint: () => void,
  ) {
    this.timer = setInterval(() => this.look(), every);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    // What was said before the microphone was muted was heard.
    const level = this.microphone.isOn() || Date.now() - this.hintedAt < hintAgain || !this.microphone.matters() ? null : this.microphone.level();
    if (level === null) {
      this.levels = [];
      return;
    }
    this.levels = [...this.levels, level].slice(-window);
    if (!isSpeech(this.levels)) return;
    this.levels = [];
    this.hintedAt = Date.now();
    this.hint();
  }
}

function isSpeech(levels: readonly number[]): boolean {
  if (levels.length < window || levels.filter((level) => level >= loud).length < loudLooks) return false;
  const moves = levels.slice(1).map((level, i) => Math.abs(level - (levels[i] ?? level)));
  return moves.reduce((sum, move) => sum + move, 0) / moves.length >= lively;
}
