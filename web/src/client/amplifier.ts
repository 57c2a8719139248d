interface Chain {
  readonly source: MediaStreamAudioSourceNode;
  readonly gain: GainNode;
}

type WithSink = AudioContext & { setSinkId?: (id: string) => Promise<void> };

/**
 * Makes quiet people louder than they were sent, which an element cannot: their track then plays through Web Audio, and their
 * element is muted but goes on, since Chromium feeds Web Audio from remote tracks only while an element plays them.
 */
export class Amplifier {
  private context: WithSink | null = null;
  private speaker = '';
  private readonly chains = new Map<HTMLMediaElement, Chain>();

  set(element: HTMLMediaElement, track: MediaStreamTrack, volume: number): void {
    if (volume <= 1) {
      this.stop(element);
      return;
    }
    let chain = this.chains.get(element);
    if (chain === undefined) {
      const context = this.open();
      chain = { source: context.createMediaStreamSource(new MediaStream([track])), gain: context.createGain() };
      chain.source.connect(chain.gain).connect(context.destination);
      this.chains.set(element, chain);
      element.muted = true;
    }
    chain.gain.gain.value = volume;
  }

  stop(element: HTMLMediaElement): void {
    const chain = this.chains.get(element);
    if (chain === undefined) return;
    chain.source.disconnect();
    chain.gain.disconnect();
    this.chains.delete(element);
    element.muted = false;
  }

  useSpeaker(deviceId: string): void {
    this.speaker = deviceId;
    this.route();
  }

  close(): void {
    void this.context?.close();
    this.context = null;
  }

  private open(): AudioContext {
    if (this.context === null) {
      this.context = new AudioContext();
      this.route();
    }
    // Somebody moved a slider: the browser lets sound start.
    if (this.context.state === 'suspended') void this.context.resume();
    return this.context;
  }

  private route(): void {
    if (this.speaker === '') return;
    // Only Chromium can send Web Audio to another loudspeaker; elsewhere it plays from the system's.
    this.context?.setSinkId?.(this.speaker).catch(() => {});
  }
}
