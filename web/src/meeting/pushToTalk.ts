/** One's own microphone, as far as a held key moves it. */
export interface HeldMicrophone {
  isOn(): boolean;
  /** Settles when the microphone is switched, or could not be. */
  toggle(): Promise<void>;
}

/** Speaks while a key is held: whoever was muted before is muted after, however quickly the key goes down and up. */
export class PushToTalk {
  private held = false;
  /** Switched on by the key; what the person switched on by the button stays on. */
  private opened = false;
  private settling = false;

  constructor(private readonly microphone: HeldMicrophone) {}

  readonly down = (): void => {
    this.held = true;
    void this.settle();
  };

  readonly up = (): void => {
    this.held = false;
    void this.settle();
  };

  /** A microphone takes a while to switch; the key may have moved on by then. */
  private async settle(): Promise<void> {
    if (this.settling) return;
    this.settling = true;
    try {
      for (;;) {
        if (this.held && !this.opened && !this.microphone.isOn()) {
          this.opened = true;
          await this.microphone.toggle();
          if (this.microphone.isOn()) continue;
          // Refused or failed: the next press tries again.
          this.opened = false;
          return;
        }
        if (this.held || !this.opened) return;
        this.opened = false;
        if (this.microphone.isOn()) await this.microphone.toggle();
      }
    } finally {
      this.settling = false;
    }
  }
}
