import { testSteps, type ConnectionTestPort, type Finding, type TestStep } from '../client/connectionTest';
import { Store } from './store';

export interface TestState {
  readonly phase: 'idle' | 'running' | 'done' | 'cancelled';
  /** What is being tried. */
  readonly current: TestStep | null;
  readonly findings: Readonly<Partial<Record<TestStep, Finding>>>;
}

/** The whole test takes at most so long, in milliseconds. */
const deadline = 30_000;

const idle: TestState = { phase: 'idle', current: null, findings: {} };

/** Tries one step after the other; can be cancelled at any time and begun again. */
export class ConnectionTest {
  readonly store = new Store<TestState>(idle);
  private abort: AbortController | null = null;

  constructor(private readonly open: () => Promise<ConnectionTestPort>) {}

  async run(): Promise<void> {
    if (this.abort !== null) return;
    const abort = new AbortController();
    this.abort = abort;
    this.store.set({ phase: 'running', current: testSteps[0], findings: {} });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      abort.abort();
    }, deadline);
    let port: ConnectionTestPort | null = null;
    try {
      port = await this.open();
      for (const step of testSteps) {
        if (abort.signal.aborted && !late) break;
        this.store.patch({ current: step });
        const finding = late ? outOfTime : await orAborted(port.run(step, abort.signal).catch(() => failed(step)), abort.signal);
        if (abort.signal.aborted && !late) break;
        this.store.patch({ findings: { ...this.store.getSnapshot().findings, [step]: finding } });
      }
    } finally {
      clearTimeout(timer);
      this.abort = null;
      this.store.patch({ phase: abort.signal.aborted && !late ? 'cancelled' : 'done', current: null });
      await port?.close().catch(() => {});
    }
  }

  cancel(): void {
    this.abort?.abort();
  }
}

const outOfTime: Finding = { status: 'skipped', code: 'out-of-time' };

/** A step that threw: what it was about does not work. */
function failed(step: TestStep): Finding {
  switch (step) {
    case 'browser':
      return { status: 'bad', code: 'browser-old' };
    case 'secure':
      return { status: 'bad', code: 'secure-not' };
    case 'microphone':
    case 'camera':
      return { status: 'bad', code: 'device-failed' };
    case 'server':
      return { status: 'bad', code: 'server-unreachable' };
    case 'signalling':
      return { status: 'bad', code: 'signalling-blocked' };
    case 'media':
      return { status: 'bad', code: 'media-blocked' };
    case 'relay':
      return { status: 'weak', code: 'relay-unreachable' };
    case 'sound':
      return { status: 'bad', code: 'sound-lost' };
    case 'picture':
      return { status: 'bad', code: 'picture-lost' };
    case 'quality':
      return { status: 'skipped', code: 'not-reached' };
    case 'reconnect':
      return { status: 'weak', code: 'reconnect-failed' };
  }
}

/** A step that does not listen does not hold up the end. */
function orAborted(work: Promise<Finding>, signal: AbortSignal): Promise<Finding> {
  return Promise.race([work, new Promise<Finding>((resolve) => signal.addEventListener('abort', () => resolve(outOfTime), { once: true }))]);
}

/** The worst of what was found: what the whole test comes to. */
export function verdict(findings: TestState['findings']): 'good' | 'weak' | 'bad' {
  const all = Object.values(findings).map((one) => one.status);
  return all.includes('bad') ? 'bad' : all.includes('weak') ? 'weak' : 'good';
}
