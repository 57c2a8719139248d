import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testSteps, type ConnectionTestPort, type Finding, type TestStep } from '../../src/client/connectionTest';
import { noStats, type RoomStats } from '../../src/client/roomStats';
import { judgeQuality } from '../../src/client/testMeasures';
import { reportFile } from '../../src/features/test/report';
import { ConnectionTest, verdict } from '../../src/meeting/connectionTest';
import { ownCamera, picture, stats } from './signs';

const good: Finding = { status: 'good', code: 'server-ok', values: { ms: 12 } };

class FakePort implements ConnectionTestPort {
  readonly ran: TestStep[] = [];
  closed = 0;
  /** Steps that never answer. */
  stuck: TestStep | null = null;
  broken: TestStep | null = null;
  run(step: TestStep): Promise<Finding> {
    this.ran.push(step);
    if (step === this.stuck) return new Promise(() => {});
    if (step === this.broken) return Promise.reject(new Error('no'));
    return new Promise((resolve) => setTimeout(() => resolve(good), 1000));
  }
  close() {
    this.closed++;
    return Promise.resolve();
  }
}

let port: FakePort;
let test: ConnectionTest;
const state = () => test.store.getSnapshot();

beforeEach(() => {
  vi.useFakeTimers();
  port = new FakePort();
  test = new ConnectionTest(() => Promise.resolve(port));
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the connection test', () => {
  it('runs every step in order, says which one, and gives everything back', async () => {
    const done = test.run();
    await vi.advanceTimersByTimeAsync(2500);
    expect(state()).toMatchObject({ phase: 'running', current: 'microphone', findings: { browser: good, secure: good } });
    await vi.advanceTimersByTimeAsync(20_000);
    await done;
    expect(port.ran).toEqual([...testSteps]);
    expect(state()).toMatchObject({ phase: 'done', current: null });
    expect(port.closed).toBe(1);
  });

  it('is over after thirty seconds, whatever hangs', async () => {
    port.stuck = 'media';
    const done = test.run();
    await vi.advanceTimersByTimeAsync(30_000);
    await done;
    expect(state().phase).toBe('done');
    expect(state().findings.media).toEqual({ status: 'skipped', code: 'out-of-time' });
    expect(state().findings.reconnect?.code).toBe('out-of-time');
    expect(port.ran).not.toContain('sound');
    expect(port.closed).toBe(1);
  });

  it('is cancelled at once, keeps what it found, and begins anew', async () => {
    port.stuck = 'camera';
    const done = test.run();
    await vi.advanceTimersByTimeAsync(5000);
    test.cancel();
    await vi.advanceTimersByTimeAsync(0);
    await done;
    expect(state()).toMatchObject({ phase: 'cancelled', current: null });
    expect(Object.keys(state().findings)).toEqual(['browser', 'secure', 'microphone']);
    expect(port.closed).toBe(1);
    port.stuck = null;
    const again = test.run();
    await vi.advanceTimersByTimeAsync(20_000);
    await again;
    expect(state().phase).toBe('done');
    expect(Object.keys(state().findings)).toHaveLength(testSteps.length);
  });

  it('takes a step that throws for one that failed, and goes on', async () => {
    port.broken = 'signalling';
    const done = test.run();
    await vi.advanceTimersByTimeAsync(20_000);
    await done;
    expect(state().findings.signalling).toEqual({ status: 'bad', code: 'signalling-blocked' });
    expect(state().findings.reconnect).toBe(good);
    expect(verdict(state().findings)).toBe('bad');
  });

  it('runs once at a time', async () => {
    void test.run();
    await test.run();
    await vi.advanceTimersByTimeAsync(500);
    expect(port.ran).toEqual(['browser']);
    test.cancel();
    await vi.advanceTimersByTimeAsync(0);
  });
});

describe('what the numbers mean', () => {
  const ends = (change: Partial<RoomStats>): RoomStats => ({ ...stats(), ...change });
  it.each<[string, RoomStats, RoomStats, string]>([
    ['a good line', stats(), stats(), 'good quality-good'],
    ['a long way', ends({ route: { ...stats().route, roundTripMs: 320 } }), stats(), 'weak quality-weak'],
    ['some loss', stats(), ends({ received: [picture('test_a', { lost: 0.05 })] }), 'weak quality-losing'],
    ['much loss', ends({ sent: [ownCamera({ lost: 0.2 })] }), stats(), 'bad quality-losing'],
    ['a machine that does not keep up', ends({ sent: [ownCamera({ limitedBy: 'cpu' })] }), stats(), 'weak quality-machine'],
    ['no room to send', ends({ route: { ...stats().route, availableOutgoing: 90_000 } }), stats(), 'bad quality-bad'],
  ])('%s', (_, sent, received, expected) => {
    const { status, code } = judgeQuality(sent, received, 8_000_000);
    expect(`${status} ${code}`).toBe(expected);
  });

  it('says numbers, and none of them from nowhere', () => {
    expect(judgeQuality(stats(), stats(), 8_000_000).values).toEqual({ rtt: 40, lost: 0, jitter: 5, up: 2500, down: 8000 });
    expect(Object.values(judgeQuality(noStats, noStats, null).values ?? {}).every(Number.isFinite)).toBe(true);
  });
});

describe('the report', () => {
  it('is JSON with what was found and nothing about where', () => {
    const text = reportFile({ server: good, media: { status: 'weak', code: 'media-tcp', values: { ms: 90 } } }, new Date(0), 'Browser 1.0');
    expect(JSON.parse(text)).toEqual({
      report: 'visio-connection-test',
      version: 1,
      at: '1970-01-01T00:00:00.000Z',
      browser: 'Browser 1.0',
      verdict: 'weak',
      steps: [
        { step: 'server', ...good },
        { step: 'media', status: 'weak', code: 'media-tcp', values: { ms: 90 } },
      ],
    });
  });
});
