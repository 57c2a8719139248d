import type { RoomStats } from './roomStats';
import type { MediaSettings } from './mediaSettings';
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

/** Where somebody's connection is bad: on their way to the server, or on ours from it. */
export type LinkCause = 'theirs' | 'mine';

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
  /** The server has paused the picture, because the way here does not carry it. What was seen last stays. */
  readonly cameraPaused: boolean;
  readonly screenPaused: boolean;
  /** Whether the shared screen is shared with its sound. */
  readonly screenSound: boolean;
  readonly link: LinkQuality;
  /** Null while the connection is good, or nobody knows. */
  readonly linkCause: LinkCause | null;
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
  /** The server keeps the public chat while the meeting lasts: whoever comes late can read it. */
  readonly chatHistory: boolean;
}

/** Something that the server itself said. Messages of participants never become one. */
export type SystemMessage =
  | { readonly type: 'ask-unmute'; readonly by: string | null }
  | { readonly type: 'muted'; readonly by: string | null; readonly source: ModeratedSource }
  | { readonly type: 'role'; readonly by: string | null; readonly role: RoomRole };

/** What a host can switch off at somebody else's. */
export type ModeratedSource = 'microphone' | 'camera' | 'screenShare';

export type VideoSource = 'camera' | 'screen_share';

/** A picture of somebody else that is looked at, and how large: in device pixels. */
export interface WantedVideo {
  readonly identity: string;
  readonly source: VideoSource;
  readonly width: number;
  readonly height: number;
}

/** What of somebody else one hears. */
export type SoundSource = 'microphone' | 'screen_share';

/** What one's own shared screen shows: `monitor` may show this very page again, and again within. */
export type SharedSurface = 'monitor' | 'window' | 'browser';

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
  /** For this one person only; null for a message to everybody. */
  readonly to: string | null;
  /** The id of the message that this one answers. */
  readonly replyTo: string | null;
}

export interface ChatOptions {
  readonly to?: string | undefined;
  readonly replyTo?: string | undefined;
}

/** What somebody says, as text. A caption with the id of an earlier one of the same person replaces it. */
export interface CaptionText {
  readonly id: string;
  readonly from: string;
  readonly text: string;
  /** Nothing of it will change any more. */
  readonly final: boolean;
  /** A BCP 47 tag, or empty where nobody knows. */
  readonly language: string;
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
  /** What another participant's client sent on a topic: anything at all that is JSON, to be read with distrust. */
  | { readonly type: 'data'; readonly topic: string; readonly from: string; readonly value: unknown }
  | { readonly type: 'caption'; readonly caption: CaptionText }
  | { readonly type: 'playback'; readonly allowed: boolean }
  /** Another device than before is in use, because the one before was lost; null when there is none left. */
  | { readonly type: 'device-lost'; readonly kind: DeviceKind; readonly deviceId: string | null }
  /** An effect had to be given up: it could not be loaded, or the machine is too slow for it. */
  | { readonly type: 'effect-stopped'; readonly effect: 'background' | 'noise'; readonly reason: 'failed' | 'slow' };

/** What `POST /api/v1/rooms/{slug}/join` answers, as far as entering needs it. */
export interface JoinGrant {
  readonly token: string;
  readonly serverUrl: string;
  readonly identity: string;
  readonly name: string;
  /** Whether the server wants a copy of what is written to everybody, since it cannot listen. */
  readonly keepsChatByPost?: boolean;
}

/** The media that a person chose before entering. */
export interface MediaChoice {
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly microphoneId: string | null;
  readonly cameraId: string | null;
  readonly speakerId: string | null;
  readonly settings: MediaSettings;
  /** With more people than this inside, the microphone is there but muted at first. */
  readonly muteAbove?: number | undefined;
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
  /** Settles with the device that is in use then: a wish like `facing:user` is for whichever one looks that way. */
  useDevice(kind: DeviceKind, deviceId: string): Promise<string>;
  /** Changes how picture and sound are prepared, without interrupting either. */
  applyMedia(settings: MediaSettings): Promise<void>;

  /** Whose pictures are looked at. All others are not received; until the first call nobody's are. */
  requestVideos(wanted: readonly WantedVideo[]): void;
  /** How loud somebody is heard here, and only here: 1 as sent, 2 at most. */
  setVolume(identity: string, source: SoundSource, volume: number): void;
  /** How loud one's own microphone hears, muted or not, from 0 to 1; null while it is closed. */
  ownLevel(): number | null;
  /** Whether one's own camera looks away from oneself, as a phone's second one does. */
  cameraFacesAway(): boolean;
  /** What one shares; null while nothing is shared, or where the browser does not say. */
  sharedSurface(): SharedSurface | null;

  sendChat(text: string, options?: ChatOptions): Promise<ChatText>;
  /** Sends something that can be written as JSON, reliably, to everybody or to some. Topics that begin with `visio.` are the server's. */
  sendData(topic: string, value: unknown, to?: readonly string[]): Promise<void>;

  /** What is sent and received now; each call measures since the one before, so there is one caller. */
  stats(): Promise<RoomStats>;
  /** Connects anew at once: instead of waiting for the next try, or because nothing comes in any more. */
  reconnect(): void;
  /** Asks the server for somebody's sound again. */
  renewSound(identity: string): void;
  /** Call from a click when the browser refused to play sound by itself. */
  startAudio(): Promise<void>;
}
