/** What is tried, in this order. */
export const testSteps = ['browser', 'secure', 'microphone', 'camera', 'server', 'signalling', 'media', 'relay', 'sound', 'picture', 'quality', 'reconnect'] as const;
export type TestStep = (typeof testSteps)[number];

/** What came out of a step; the screens say it in words. */
export type FindingCode =
  | 'browser-ok'
  | 'browser-old'
  | 'secure-ok'
  | 'secure-not'
  | 'microphone-ok'
  | 'camera-ok'
  | 'device-blocked'
  | 'device-missing'
  | 'device-in-use'
  | 'device-failed'
  | 'server-ok'
  | 'server-slow'
  | 'server-unreachable'
  | 'server-busy'
  | 'signalling-ok'
  | 'signalling-http'
  | 'signalling-blocked'
  | 'media-udp'
  | 'media-tcp'
  | 'media-relay'
  | 'media-blocked'
  | 'relay-ok'
  | 'relay-none'
  | 'relay-unreachable'
  | 'sound-ok'
  | 'sound-lost'
  | 'picture-ok'
  | 'picture-lost'
  | 'quality-good'
  | 'quality-weak'
  | 'quality-losing'
  | 'quality-machine'
  | 'quality-bad'
  | 'reconnect-ok'
  | 'reconnect-failed'
  | 'not-reached'
  | 'out-of-time';

export type FindingStatus = 'good' | 'weak' | 'bad' | 'skipped';

export interface Finding {
  readonly status: FindingStatus;
  readonly code: FindingCode;
  /** Numbers for the words. Never an address or the name of a device: reports are sent to others. */
  readonly values?: Readonly<Record<string, number>>;
}

/** Runs the steps. Each may use what those before it opened, and says `not-reached` where that is missing. */
export interface ConnectionTestPort {
  run(step: TestStep, signal: AbortSignal): Promise<Finding>;
  /** Gives everything back that was opened. */
  close(): Promise<void>;
}
