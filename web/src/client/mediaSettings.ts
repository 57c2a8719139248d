import type { Preferences } from './preferences';

export const cameraHeights = [1080, 720, 360, 180] as const;
export type CameraHeight = (typeof cameraHeights)[number];

export const noiseModes = ['off', 'browser', 'strong'] as const;
export type NoiseMode = (typeof noiseModes)[number];

/** `preset:` names one of ours, `own:` one that the person stored in this browser. */
export type Background = 'none' | 'blur-light' | 'blur-strong' | `preset:${string}` | `own:${string}`;

/** How one's own picture and sound are taken and prepared before they are sent. */
export interface MediaSettings {
  readonly height: CameraHeight;
  readonly frameRate: number;
  readonly background: Background;
  /** `browser` is what every browser does; `strong` adds our own, which costs more. */
  readonly noise: NoiseMode;
  readonly autoGain: boolean;
  /** Instruments and voices as they are: stereo, and nothing taken for noise or echo. */
  readonly music: boolean;
}

export const plainSettings: MediaSettings = { height: 720, frameRate: 30, background: 'none', noise: 'browser', autoGain: true, music: false };

export interface Machine {
  readonly cores: number;
  /** In GiB; browsers that do not tell count as strong. */
  readonly memory: number;
}

export function thisMachine(): Machine {
  if (typeof navigator === 'undefined') return { cores: 8, memory: 8 };
  const memory = (navigator as { deviceMemory?: number }).deviceMemory;
  return { cores: navigator.hardwareConcurrency || 4, memory: memory ?? 8 };
}

/** Two cores or little memory: a machine that does better with a smaller picture and without effects. */
export function isWeak({ cores, memory }: Machine): boolean {
  return cores <= 2 || memory <= 2;
}

/** The greatest height of the pictures to receive. */
export function tallestPicture({ receiveQuality }: Preferences): number {
  const height = Number(receiveQuality);
  return Number.isInteger(height) && height > 0 ? height : Infinity;
}

/** What was chosen, or what suits this machine and connection where nothing was. */
export function mediaSettings(chosen: Preferences, machine: Machine = thisMachine()): MediaSettings {
  const weak = isWeak(machine);
  const wanted = cameraHeights.find((height) => String(height) === chosen.quality) ?? (weak ? 360 : 720);
  const low = chosen.bandwidth === 'low' || chosen.bandwidth === 'audio';
  return {
    height: low ? Math.min(wanted, 180) as CameraHeight : wanted,
    frameRate: low ? 15 : weak ? 25 : 30,
    background: readBackground(chosen.background),
    noise: noiseModes.find((mode) => mode === chosen.noise) ?? 'browser',
    autoGain: chosen.autoGain,
    music: chosen.music,
  };
}

export function readBackground(text: string): Background {
  return text === 'blur-light' || text === 'blur-strong' || /^(preset|own):[\w-]{1,64}$/.test(text) ? (text as Background) : 'none';
}
