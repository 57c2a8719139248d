import { describe, expect, it } from 'vitest';
import { StatsReader, type StatsEntry, type TrackOwner } from '../../src/client/statsReport';

const owners = new Map<string, TrackOwner>([
  ['own-camera', { identity: 'me', kind: 'camera' }],
  ['their-voice', { identity: 'ana', kind: 'microphone' }],
  ['their-camera', { identity: 'ana', kind: 'camera' }],
]);

function report(timestamp: number, entries: Record<string, Record<string, unknown>>): Map<string, StatsEntry> {
  return new Map(Object.entries(entries).map(([id, entry]) => [id, { id, timestamp, type: '', ...entry }]));
}

const at = (seconds: number, grown: number) =>
  report(seconds * 1000, {
    T: { type: 'transport', selectedCandidatePairId: 'P' },
    P: { type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 0.05, availableOutgoingBitrate: 2_000_000, bytesSent: 250_000 * grown, responsesReceived: 2 * grown, bytesReceived: 500_000 * grown },
    L: { type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' },
    U: { type: 'remote-candidate', candidateType: 'host', protocol: 'udp', port: 7882 },
    C: { type: 'codec', mimeType: 'video/VP8' },
    M: { type: 'media-source', trackIdentifier: 'own-camera' },
    O0: { type: 'outbound-rtp', kind: 'video', mediaSourceId: 'M', codecId: 'C', remoteId: 'R', bytesSent: 100_000 * grown, packetsSent: 100 * grown, framesEncoded: 50 * grown, totalEncodeTime: 0.5 * grown, frameWidth: 320, frameHeight: 180, framesPerSecond: 25, qualityLimitationReason: 'cpu' },
    O1: { type: 'outbound-rtp', kind: 'video', mediaSourceId: 'M', codecId: 'C', bytesSent: 200_000 * grown, packetsSent: 200 * grown, framesEncoded: 50 * grown, totalEncodeTime: 1 * grown, frameWidth: 1280, frameHeight: 720, framesPerSecond: 25, qualityLimitationReason: 'none' },
    R: { type: 'remote-inbound-rtp', packetsLost: 5 * grown, jitter: 0.01, roundTripTime: 0.06 },
    I0: { type: 'inbound-rtp', kind: 'audio', trackIdentifier: 'their-voice', bytesReceived: 8000 * grown, packetsReceived: 90 * grown, packetsLost: 10 * grown, jitter: 0.02, concealedSamples: 5000 * grown, silentConcealedSamples: 1000 * grown, totalSamplesReceived: 96_000 * grown },
    I1: { type: 'inbound-rtp', kind: 'video', trackIdentifier: 'their-camera', codecId: 'C', bytesReceived: 100_000 * grown, packetsReceived: 100 * grown, packetsLost: 0, framesDecoded: 40 * grown, framesDropped: 10 * grown, totalDecodeTime: 0.4 * grown, frameWidth: 640, frameHeight: 360, framesPerSecond: 20, freezeCount: grown },
    X: { type: 'inbound-rtp', kind: 'audio', trackIdentifier: 'nobody' },
  });

describe('what the browser counts', () => {
  it('is nothing the first time, since rates need two looks', () => {
    const stats = new StatsReader().read([at(2, 1)], owners, 0);
    expect(stats.sent[0]).toMatchObject({ bitrate: 0, packets: 0, lost: 0 });
    expect(stats.route.sending).toBe(0);
  });

  it('becomes rates and shares between two looks', () => {
    const reader = new StatsReader();
    reader.read([at(2, 1)], owners, 2000);
    const { route, sent, received } = reader.read([at(4, 2)], owners, 4000);
    expect(route).toEqual({ roundTripMs: 50, protocol: 'tcp', relayed: true, serverPort: 7882, availableOutgoing: 2_000_000, sending: 1_000_000, receiving: 2_000_000, heartbeat: 1_000_004 });
    // The layers of one picture are one track, as large as its largest.
    expect(sent).toEqual([
      { kind: 'camera', codec: 'VP8', bitrate: 1_200_000, packets: 300, lost: 0.05, jitterMs: null, roundTripMs: null, limitedBy: 'cpu', picture: { width: 1280, height: 720, fps: 25, encodeMs: 30 } },
    ]);
    expect(received).toEqual([
      { identity: 'ana', kind: 'microphone', codec: '', bitrate: 32_000, packets: 90, lost: 0.1, jitterMs: 20, concealed: 4000 / 96_000, picture: null },
      { identity: 'ana', kind: 'camera', codec: 'VP8', bitrate: 400_000, packets: 100, lost: 0, jitterMs: null, concealed: 0, picture: { width: 640, height: 360, fps: 20, decodeMs: 10, dropped: 0.2, freezes: 1 } },
    ]);
  });

  it('says how large a picture is that is really sent, when its largest layer rests', () => {
    const reader = new StatsReader();
    const resting = (seconds: number, grown: number) => {
      const now = at(seconds, grown);
      const large = now.get('O1');
      if (large !== undefined) now.set('O1', { ...large, bytesSent: 200_000, packetsSent: 200, framesEncoded: 50, totalEncodeTime: 1, framesPerSecond: 0 });
      return now;
    };
    reader.read([resting(2, 1)], owners, 2000);
    const { sent } = reader.read([resting(4, 2)], owners, 4000);
    expect(sent[0]).toMatchObject({ packets: 100, lost: 0.05, picture: { width: 320, height: 180, fps: 25, encodeMs: 10 } });
  });

  it('begins anew with a new connection', () => {
    const reader = new StatsReader();
    reader.read([at(2, 50)], owners, 2000);
    const { route, received } = reader.read([at(4, 1)], owners, 4000);
    expect(route.receiving).toBe(0);
    expect(received[0]).toMatchObject({ bitrate: 0, packets: 0, lost: 0, concealed: 0 });
  });

  it('adds up a connection for each direction', () => {
    const reader = new StatsReader();
    reader.read([at(2, 1), at(2, 1)], owners, 2000);
    expect(reader.read([at(4, 2), at(4, 2)], owners, 4000).route).toMatchObject({ sending: 2_000_000, heartbeat: 2_000_008 });
  });
});
