import { noStats, type ReceivedTrack, type RoomStats, type RouteStats, type SentTrack, type TrackKind } from './roomStats';

/** Whose track an id of the browser's is; for one's own the identity is not asked. */
export interface TrackOwner {
  readonly identity: string;
  readonly kind: TrackKind;
}

export type StatsEntry = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string; readonly timestamp: number };

/** One report for each peer connection, as `RTCPeerConnection.getStats` gives it. */
export type StatsReport = ReadonlyMap<string, StatsEntry>;

/**
 * Turns the browser's counters (W3C Identifiers for WebRTC's Statistics API) into rates: counters only mean something
 * beside those of the sample before, which are kept here.
 */
export class StatsReader {
  private before = new Map<string, StatsEntry>();

  read(reports: readonly StatsReport[], owners: ReadonlyMap<string, TrackOwner>, at: number): Omit<RoomStats, 'signalling'> {
    const seen = new Map<string, StatsEntry>();
    const sent: SentTrack[] = [];
    const received: ReceivedTrack[] = [];
    let route: RouteStats | null = null;
    for (const [index, report] of reports.entries()) {
      const step = new Step(report, index, this.before, seen);
      for (const entry of report.values()) {
        const trackId = entry.type === 'outbound-rtp' ? text(report.get(text(entry.mediaSourceId))?.trackIdentifier) : text(entry.trackIdentifier);
        const owner = owners.get(trackId);
        if (owner === undefined) continue;
        if (entry.type === 'outbound-rtp') sent.push(step.sent(entry, owner));
        else if (entry.type === 'inbound-rtp') received.push(step.received(entry, owner));
      }
      route = better(route, step.route());
    }
    this.before = seen;
    return { at, route: route ?? noStats.route, sent: mergeLayers(sent), received };
  }
}

/** Reads one report beside the one before it. */
class Step {
  constructor(
    private readonly report: StatsReport,
    private readonly index: number,
    private readonly before: ReadonlyMap<string, StatsEntry>,
    private readonly seen: Map<string, StatsEntry>,
  ) {}

  sent(entry: StatsEntry, owner: TrackOwner): SentTrack {
    const remote = this.report.get(text(entry.remoteId));
    const packets = this.grown(entry, 'packetsSent');
    const frames = this.grown(entry, 'framesEncoded');
    const limit = text(entry.qualityLimitationReason);
    return {
      kind: owner.kind,
      codec: this.codec(entry),
      bitrate: this.rate(entry, 'bytesSent'),
      packets,
      lost: remote === undefined ? 0 : share(this.grown(remote, 'packetsLost'), packets),
      jitterMs: remote === undefined ? null : milliseconds(remote.jitter),
      roundTripMs: remote === undefined ? null : milliseconds(remote.roundTripTime),
      limitedBy: limit === 'cpu' || limit === 'bandwidth' || limit === 'other' ? limit : 'none',
      picture:
        entry.kind === 'video'
          ? { ...size(entry), encodeMs: frames > 0 ? (this.grown(entry, 'totalEncodeTime') / frames) * 1000 : null }
          : null,
    };
  }

  received(entry: StatsEntry, owner: TrackOwner): ReceivedTrack {
    const packets = this.grown(entry, 'packetsReceived');
    const lost = this.grown(entry, 'packetsLost');
    const decoded = this.grown(entry, 'framesDecoded');
    const dropped = this.grown(entry, 'framesDropped');
    return {
      identity: owner.identity,
      kind: owner.kind,
      codec: this.codec(entry),
      bitrate: this.rate(entry, 'bytesReceived'),
      packets,
      lost: share(lost, packets + lost),
      jitterMs: milliseconds(entry.jitter),
      concealed: share(this.grown(entry, 'concealedSamples') - this.grown(entry, 'silentConcealedSamples'), this.grown(entry, 'totalSamplesReceived')),
      picture:
        entry.kind === 'video'
          ? {
              ...size(entry),
              decodeMs: decoded > 0 ? (this.grown(entry, 'totalDecodeTime') / decoded) * 1000 : null,
              dropped: share(dropped, decoded + dropped),
              freezes: this.grown(entry, 'freezeCount'),
            }
          : null,
    };
  }

  /** The pair of addresses in use; Firefox does not name it in the transport, but marks it. */
  route(): RouteStats | null {
    const entries = [...this.report.values()];
    const chosen = entries.find((entry) => entry.type === 'transport' && entry.selectedCandidatePairId !== undefined);
    const pair = this.report.get(text(chosen?.selectedCandidatePairId)) ?? entries.find((entry) => entry.type === 'candidate-pair' && (entry.selected === true || (entry.nominated === true && entry.state === 'succeeded')));
    if (pair === undefined) return null;
    const local = this.report.get(text(pair.localCandidateId));
    const protocol = text(local?.relayProtocol) || text(local?.protocol);
    return {
      roundTripMs: milliseconds(pair.currentRoundTripTime),
      protocol: protocol === 'udp' ? 'udp' : protocol === '' ? null : 'tcp',
      relayed: local?.candidateType === 'relay',
      serverPort: port(entries.find((entry) => entry.type === 'remote-candidate' && entry.candidateType === 'host' && entry.protocol === 'udp')?.port),
      availableOutgoing: typeof pair.availableOutgoingBitrate === 'number' ? pair.availableOutgoingBitrate : null,
      sending: this.rate(pair, 'bytesSent'),
      receiving: this.rate(pair, 'bytesReceived'),
      heartbeat: number(pair.bytesReceived) + number(pair.responsesReceived),
    };
  }

  private codec(entry: StatsEntry): string {
    return text(this.report.get(text(entry.codecId))?.mimeType).replace(/^\w+\//, '');
  }

  /** How much a counter grew. What was not there before, or began anew, has not grown. */
  private grown(entry: StatsEntry, counter: string): number {
    const old = this.old(entry);
    return old === undefined ? 0 : Math.max(0, number(entry[counter]) - number(old[counter]));
  }

  /** Bits per second of a counter of bytes. */
  private rate(entry: StatsEntry, counter: string): number {
    const old = this.old(entry);
    const elapsed = old === undefined ? 0 : entry.timestamp - old.timestamp;
    return elapsed > 0 ? (this.grown(entry, counter) * 8000) / elapsed : 0;
  }

  private old(entry: StatsEntry): StatsEntry | undefined {
    const key = `${this.index} ${entry.id}`;
    this.seen.set(key, entry);
    return this.before.get(key);
  }
}

/** Simulcast sends a picture in several sizes: together they are one track, described by the largest that is sent, and coded in the time of all. */
function mergeLayers(tracks: readonly SentTrack[]): readonly SentTrack[] {
  const merged = new Map<TrackKind, SentTrack>();
  for (const track of tracks) {
    const other = merged.get(track.kind);
    if (other === undefined) {
      merged.set(track.kind, track);
      continue;
    }
    const [large, small] = sentHeight(track) > sentHeight(other) ? [track, other] : [other, track];
    merged.set(track.kind, {
      ...large,
      bitrate: large.bitrate + small.bitrate,
      packets: large.packets + small.packets,
      lost: Math.max(large.lost, small.lost),
      limitedBy: large.limitedBy === 'none' ? small.limitedBy : large.limitedBy,
      picture: large.picture === null ? null : { ...large.picture, encodeMs: large.picture.fps > 0 ? (coding(large) + coding(small)) / large.picture.fps : large.picture.encodeMs },
    });
  }
  return [...merged.values()];
}

const sentHeight = ({ packets, picture }: SentTrack): number => (packets > 0 ? (picture?.height ?? 0) : 0);

/** Milliseconds of coding in each second. */
const coding = ({ picture }: SentTrack): number => (picture?.encodeMs ?? 0) * (picture?.fps ?? 0);

/** With a connection for each direction, the one that carries more tells. */
function better(one: RouteStats | null, other: RouteStats | null): RouteStats | null {
  if (one === null || other === null) return one ?? other;
  const main = (other.availableOutgoing ?? 0) > (one.availableOutgoing ?? 0) ? other : one;
  return { ...main, sending: one.sending + other.sending, receiving: one.receiving + other.receiving, heartbeat: one.heartbeat + other.heartbeat };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const milliseconds = (seconds: unknown): number | null => (typeof seconds === 'number' ? seconds * 1000 : null);
const port = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);
const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0);
const size = (entry: StatsEntry) => ({ width: number(entry.frameWidth), height: number(entry.frameHeight), fps: number(entry.framesPerSecond) });
