import { plainSettings, type MediaSettings } from '../client/mediaSettings';
import type { Room } from '../client/room';
import type { OwnMedia } from './load';

/** One's own picture and sound as they were chosen, less what the automatic mode takes away. */
export class ReducibleMedia implements OwnMedia {
  private wanted: MediaSettings = plainSettings;
  private effects = true;
  private small = false;

  constructor(
    private readonly room: Pick<Room, 'applyMedia' | 'setCamera' | 'participants'>,
    private readonly failed: () => void,
  ) {}

  /** What was chosen before entering is in force already. */
  begin(settings: MediaSettings): void {
    this.wanted = settings;
  }

  async apply(settings: MediaSettings): Promise<void> {
    this.wanted = settings;
    await this.room.applyMedia(this.now());
  }

  effectsOn(): boolean {
    return this.effects && this.wanted.noise === 'strong';
  }

  reduceEffects(reduced: boolean): void {
    if (this.effects === !reduced) return;
    this.effects = !reduced;
    if (this.wanted.noise === 'strong') this.change();
  }

  cameraOn(): boolean {
    return this.room.participants().some((one) => one.isLocal && one.cameraOn);
  }

  limitCamera(limited: boolean): void {
    if (this.small === limited) return;
    this.small = limited;
    this.change();
  }

  cameraOff(): void {
    this.room.setCamera(false).catch(this.failed);
  }

  private now(): MediaSettings {
    const { wanted } = this;
    return {
      ...wanted,
      // Never the background: somebody believes that their room is hidden. It becomes cheaper by itself, and takes the camera off last.
      ...(this.effects || wanted.noise !== 'strong' ? {} : { noise: 'browser' as const }),
      ...(this.small ? { height: 180, frameRate: Math.min(15, wanted.frameRate) } : {}),
    };
  }

  private change(): void {
    this.room.applyMedia(this.now()).catch(this.failed);
  }
}
