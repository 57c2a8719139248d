import type { Finding, FindingCode } from './connectionTest';
import type { RoomStats } from './roomStats';

/** Bits per second that came down while the largest file of this site was fetched again; null if it did not come. */
export async function measureDownload(signal: AbortSignal): Promise<number | null> {
  const files = performance.getEntriesByType('resource').filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming && new URL(entry.name).origin === location.origin);
  const largest = files.sort((a, b) => b.encodedBodySize - a.encodedBodySize)[0];
  if (largest === undefined || largest.encodedBodySize === 0) return null;
  try {
    const started = performance.now();
    const answer = await fetch(largest.name, { cache: 'no-store', signal });
    await answer.arrayBuffer();
    return (largest.encodedBodySize * 8000) / Math.max(1, performance.now() - started);
  } catch {
    return null;
  }
}

/** What the numbers mean for a meeting. */
export function judgeQuality(sent: RoomStats, received: RoomStats, down: number | null): Finding {
  const lost = Math.max(0, ...sent.sent.map((track) => track.lost), ...received.received.map((track) => track.lost));
  const rtt = sent.route.roundTripMs ?? received.route.roundTripMs ?? 0;
  const jitter = Math.max(0, ...received.received.map((track) => track.jitterMs ?? 0));
  const up = sent.route.availableOutgoing ?? sent.route.sending;
  const values: Record<string, number> = { rtt: Math.round(rtt), lost: Math.round(lost * 1000) / 10, jitter: Math.round(jitter), up: Math.round(up / 1000), down: Math.round((down ?? received.route.receiving) / 1000) };
  const machine = sent.sent.some((track) => track.limitedBy === 'cpu');
  const code = (otherwise: FindingCode): FindingCode => (lost > 0.02 ? 'quality-losing' : machine ? 'quality-machine' : otherwise);
  if (lost > 0.08 || rtt > 600 || up < 150_000) return { status: 'bad', code: code('quality-bad'), values };
  if (lost > 0.02 || rtt > 250 || jitter > 60 || up < 600_000 || machine) return { status: 'weak', code: code('quality-weak'), values };
  return { status: 'good', code: 'quality-good', values };
}
