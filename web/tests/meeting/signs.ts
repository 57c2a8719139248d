import { noStats, type ReceivedTrack, type RoomStats, type SentTrack } from '../../src/client/roomStats';
import { noSigns, type VitalSigns } from '../../src/meeting/vitals';

/** Somebody's camera as it comes in. */
export function picture(identity: string, change: Partial<ReceivedTrack> = {}, more: Partial<NonNullable<ReceivedTrack['picture']>> = {}): ReceivedTrack {
  return {
    identity,
    kind: 'camera',
    codec: 'VP8',
    bitrate: 500_000,
    packets: 100,
    lost: 0,
    jitterMs: 5,
    concealed: 0,
    picture: { width: 640, height: 360, fps: 25, decodeMs: 4, dropped: 0, freezes: 0, ...more },
    ...change,
  };
}

export function voice(identity: string, change: Partial<ReceivedTrack> = {}): ReceivedTrack {
  return { ...picture(identity), kind: 'microphone', codec: 'opus', bitrate: 30_000, picture: null, ...change };
}

export function ownCamera(change: Partial<SentTrack> = {}): SentTrack {
  return { kind: 'camera', codec: 'VP8', bitrate: 900_000, packets: 200, lost: 0, jitterMs: 5, roundTripMs: 40, limitedBy: 'none', picture: { width: 1280, height: 720, fps: 25, encodeMs: 8 }, ...change };
}

export function stats(change: Partial<RoomStats> = {}): RoomStats {
  return { ...noStats, route: { ...noStats.route, roundTripMs: 40, protocol: 'udp', availableOutgoing: 2_500_000 }, sent: [ownCamera()], received: [picture('ana'), voice('ana'), picture('ben'), voice('ben')], ...change };
}

export function signs(change: Partial<RoomStats> = {}, machine: Partial<VitalSigns['machine']> = {}): VitalSigns {
  return { stats: stats(change), machine: { ...noSigns.machine, busy: 0.05, longestFrameMs: 20, ...machine } };
}
