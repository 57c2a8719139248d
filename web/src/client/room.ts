import type { AccessLevel, RoomRights, RoomRole } from './roomsApi';

/**
 * The room as the meeting sees it: the seam between our view-models and the media library. `LiveKitRoom` implements it
 * over livekit-client, `FakeRoom` implements it in memory for tests and for looking at the screens without a server.
 */

/** Something that can be shown in a `<video>` element. The same track is always the same object. */
export interface VideoHandle {
  attach(element: HTMLVideoElement): void;
  detach(element: HTMLVideoElement): void;
}

export type LinkQuality = 'unknown' | 'good' | 'poor' | 'lost';

export interface Participant {
  readonly identity: string;
  readonly name: string;
  readonly isLocal: boolean;
  /** Milliseconds since the epoch; orders the tiles. */
  readonly joinedAt: number;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  /** Null while the camera is off or its first packets are still on their way. */
  readonly camera: VideoHandle | null;
  readonly sharing: boolean;
  readonly screen: VideoHandle | null;
  readonly link: LinkQuality;
  /** What the server says they are in this room; `none` from a media server that knows no roles. */
  readonly role: RoomRole;
  /** Somebody without an account. */
  readonly guest: boolean;
  /** When the hand went up, in milliseconds since the epoch by the server's clock; null while it is down. */
  readonly handSince: number | null;
}

/** What the server lets this participant send. */
export interface OwnRights {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screenShare: boolean;
  readonly chat: boolean;
}

/** What the server says about the room; null where a media server without the product says nothing. */
export interface RoomFacts {
  readonly title: string | null;
  readonly access: AccessLevel | null;
  readonly locked: boolean;
  readonly rights: RoomRights | null;
  /** Identities that everybody sees large. */
  readonly spotlight: readonly string[];
}

/** Something that the server itself said. Messages of participants never become one. */
export type SystemMessage =
  | { readonly type: 'ask-unmute'; readonly by: string | null }
  | { readonly type: 'muted'; readonly by: string | null; readonly source: ModeratedSource }
  | { readonly type: 'role'; readonly by: string | null; readonly role: RoomRole };

/** What a host can switch off at somebody else's. */
export type ModeratedSource = 'microphone' | 'camera' | 'screenShare';

export type DeviceKind = 'audioinput' | 'videoinput' | 'audiooutput';

/** Why a call is over. Each has its own screen. */
export type EndReason =
  | 'left'
  | 'duplicate'
  | 'removed'
  | 'banned'
  | 'revoked'
  | 'room_closed'
  | 'server_shutdown'
  | 'connection_lost'
  | 'refused'
  | 'unreachable';

export interface ChatText {
  readonly id: string;
  readonly from: string;
  readonly text: string;
  /** Milliseconds since the epoch, by the sender's clock. */
  readonly sentAt: number;
}

export type RoomEvent =
  /** Participants, their tracks or their names changed: read `participants()` again. */
  | { readonly type: 'changed' }
  | { readonly type: 'connection'; readonly state: 'connected' | 'reconnecting' }
  | { readonly type: 'ended'; readonly reason: EndReason }
  | { readonly type: 'joined' | 'left'; readonly identity: string; readonly name: string }
  | { readonly type: 'speakers'; readonly identities: readonly string[] }
  | { readonly type: 'chat'; readonly message: ChatText }
  | { readonly type: 'system'; readonly message: SystemMessage }
  | { readonly type: 'playback'; readonly allowed: boolean };

/** What `POST /api/v1/rooms/{slug}/join` answers, as far as entering needs it. */
export interface JoinGrant {
  readonly token: string;
  readonly serverUrl: string;
  readonly identity: string;
  readonly name: string;
}

/** The media that a person chose before entering. */
export interface MediaChoice {
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly microphoneId: string | null;
  readonly cameraId: string | null;
  readonly speakerId: string | null;
}

export interface Room {
  subscribe(listener: (event: RoomEvent) => void): () => void;
  /** Local participant first. A new array each time; participants that did not change may be new objects too. */
  participants(): readonly Participant[];
  facts(): RoomFacts;
  rights(): OwnRights;

  /** Settles when the room is entered; a refusal or a network failure arrives as an `ended` event, never as a rejection. */
  connect(grant: JoinGrant, media: MediaChoice): Promise<void>;
  leave(): Promise<void>;

  /** These reject with the browser's own error when the device cannot be had. */
  setMicrophone(on: boolean): Promise<void>;
  setCamera(on: boolean): Promise<void>;
  setScreenShare(on: boolean): Promise<void>;
  useDevice(kind: DeviceKind, deviceId: string): Promise<void>;

  sendChat(text: string): Promise<ChatText>;
  /** Call from a click when the browser refused to play sound by itself. */
  startAudio(): Promise<void>;
}
