import type { SignallingWay } from './signalling/signallingWay';

/** What is sent and received right now, as the browser counts it. Rates and shares are over the time since the sample before. */
export interface RoomStats {
  /** Milliseconds on a clock that only goes forward. */
  readonly at: number;
  readonly route: RouteStats;
  /** Over what the server is told things and tells them; null until there is a connection. */
  readonly signalling: SignallingWay['transport'] | null;
  readonly sent: readonly SentTrack[];
  readonly received: readonly ReceivedTrack[];
}

export type TrackKind = 'microphone' | 'camera' | 'screen_share' | 'screen_share_audio';

/** The way to the server. */
export interface RouteStats {
  readonly roundTripMs: number | null;
  /** Null until the browser has chosen a way. */
  readonly protocol: 'udp' | 'tcp' | null;
  /** Through a relay (TURN). */
  readonly relayed: boolean;
  /** The port at which the server would take UDP; null when it is not known. */
  readonly serverPort: number | null;
  /** Bits per second that the browser believes it could send. */
  readonly availableOutgoing: number | null;
  /** Bits per second on the wire, all tracks together. */
  readonly sending: number;
  readonly receiving: number;
  /** Bytes and answers to checks that ever came in: while this stands still, the way is cut, whatever the states say. */
  readonly heartbeat: number;
}

interface TrackStats {
  readonly kind: TrackKind;
  /** `VP8`, `opus`; empty while nothing flows. */
  readonly codec: string;
  /** Bits per second of media. */
  readonly bitrate: number;
  /** Packets since the sample before. */
  readonly packets: number;
  /** Share of the packets that were lost, 0 to 1. */
  readonly lost: number;
  readonly jitterMs: number | null;
}

interface PictureStats {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

export interface SentTrack extends TrackStats {
  /** What the browser says keeps it from sending better pictures. */
  readonly limitedBy: 'none' | 'cpu' | 'bandwidth' | 'other';
  readonly roundTripMs: number | null;
  readonly picture: (PictureStats & { readonly encodeMs: number | null }) | null;
}

export interface ReceivedTrack extends TrackStats {
  readonly identity: string;
  readonly picture: (PictureStats & { readonly decodeMs: number | null; readonly dropped: number; readonly freezes: number }) | null;
  /** Share of the sound that had to be made up because packets did not come in time, 0 to 1. */
  readonly concealed: number;
}

export const noStats: RoomStats = {
  at: 0,
  route: { roundTripMs: null, protocol: null, relayed: false, serverPort: null, availableOutgoing: null, sending: 0, receiving: 0, heartbeat: 0 },
  signalling: null,
  sent: [],
  received: [],
};
