import {
  ConnectionError,
  ConnectionErrorReason,
  ConnectionQuality,
  DefaultReconnectPolicy,
  DisconnectReason,
  Room as LiveKit,
  RoomEvent as LiveKitEvent,
  ScreenSharePresets,
  Track,
  VideoPresets,
  type LocalTrack,
  type Participant as LiveKitParticipant,
  type RoomOptions,
} from 'livekit-client';
import { receiveChat, sendChat } from './liveKitChat';
import { receiveSystem } from './liveKitSystem';
import { RemoteAudio } from './remoteAudio';
import { readFacts, readHand, readRemoval, readRole, serverAttributes } from './serverFacts';
import type {
  ChatText,
  DeviceKind,
  EndReason,
  JoinGrant,
  LinkQuality,
  MediaChoice,
  OwnRights,
  Participant,
  Room,
  RoomEvent,
  RoomFacts,
  VideoHandle,
} from './room';

/** LiveKit's numbers of what a track shows (`TrackSource` in livekit_models.proto); the package does not export them. */
const sources = { camera: 1, microphone: 2, screenShare: 3 } as const;

/** Milliseconds before each new try: about two minutes in all, and never long after a server that is started anew is back. */
const retryDelays = [0, 300, 1000, 2000, ...Array<number>(40).fill(3000)];

/**
 * One layer of VP8 for each camera: the server forwards what it gets. Simulcast, and with it a codec choice, comes when
 * the server selects layers. DTX saves most of a silent person's packets; RED would double everybody's.
 */
function roomOptions(media: MediaChoice): RoomOptions {
  return {
    adaptiveStream: true,
    dynacast: true,
    disconnectOnPageLeave: true,
    reconnectPolicy: new DefaultReconnectPolicy(retryDelays),
    audioCaptureDefaults: {
      deviceId: media.microphoneId ?? undefined,
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
    videoCaptureDefaults: { deviceId: media.cameraId ?? undefined, resolution: VideoPresets.h720.resolution },
    audioOutput: media.speakerId === null ? {} : { deviceId: media.speakerId },
    publishDefaults: {
      videoCodec: 'vp8',
      backupCodec: false,
      simulcast: false,
      videoEncoding: VideoPresets.h720.encoding,
      screenShareEncoding: ScreenSharePresets.h1080fps15.encoding,
      red: false,
      dtx: true,
    },
  };
}

export class LiveKitRoom implements Room {
  private readonly room: LiveKit;
  private readonly audio = new RemoteAudio();
  private readonly listeners = new Set<(event: RoomEvent) => void>();
  private readonly handles = new WeakMap<Track, VideoHandle>();
  private changeIsAnnounced = false;
  private ended = false;

  constructor(media: MediaChoice) {
    this.room = new LiveKit(roomOptions(media));
    this.listen();
  }

  subscribe(listener: (event: RoomEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  participants(): readonly Participant[] {
    return [this.room.localParticipant, ...this.room.remoteParticipants.values()].map((one) => this.describe(one));
  }

  facts(): RoomFacts {
    return readFacts(this.room.metadata);
  }

  rights(): OwnRights {
    const permissions = this.room.localParticipant.permissions;
    if (permissions === undefined) return { microphone: true, camera: true, screenShare: true, chat: true };
    const may = (source: number) =>
      permissions.canPublish && (permissions.canPublishSources.length === 0 || permissions.canPublishSources.includes(source));
    return {
      microphone: may(sources.microphone),
      camera: may(sources.camera),
      screenShare: may(sources.screenShare),
      chat: permissions.canPublishData,
    };
  }

  async connect(grant: JoinGrant, media: MediaChoice): Promise<void> {
    // The camera takes a while to start: open it while the connection is being made.
    const tracks = this.openMedia(media);
    try {
      await this.room.connect(signallingUrl(grant.serverUrl), grant.token);
    } catch (error) {
      for (const track of await tracks) track.stop();
      this.end(refusalOf(error));
      return;
    }
    this.emit({ type: 'connection', state: 'connected' });
    this.announceChange();
    await Promise.all((await tracks).map((track) => this.publish(track)));
  }

  async leave(): Promise<void> {
    this.end('left');
    await this.room.disconnect();
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.room.localParticipant.setMicrophoneEnabled(on);
  }

  async setCamera(on: boolean): Promise<void> {
    await this.room.localParticipant.setCameraEnabled(on);
  }

  async setScreenShare(on: boolean): Promise<void> {
    await this.room.localParticipant.setScreenShareEnabled(on, {
      audio: true,
      selfBrowserSurface: 'include',
      systemAudio: 'include',
      surfaceSwitching: 'include',
      contentHint: 'detail',
      resolution: ScreenSharePresets.h1080fps15.resolution,
    });
  }

  async useDevice(kind: DeviceKind, deviceId: string): Promise<void> {
    await this.room.switchActiveDevice(kind, deviceId);
  }

  sendChat(text: string): Promise<ChatText> {
    return sendChat(this.room, text);
  }

  async startAudio(): Promise<void> {
    await this.room.startAudio();
  }

  private async openMedia(media: MediaChoice): Promise<LocalTrack[]> {
    if (!media.microphoneOn && !media.cameraOn) return [];
    const { localParticipant } = this.room;
    try {
      return await localParticipant.createTracks({ audio: media.microphoneOn, video: media.cameraOn });
    } catch {
      // One of the two failed; have the other. With neither, people still see, hear and write.
      const each = await Promise.allSettled([
        media.microphoneOn ? localParticipant.createTracks({ audio: true }) : [],
        media.cameraOn ? localParticipant.createTracks({ video: true }) : [],
      ]);
      return each.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    }
  }

  private async publish(track: LocalTrack): Promise<void> {
    try {
      await this.room.localParticipant.publishTrack(track);
    } catch {
      // The button then shows the device as off, and pressing it tries again.
      track.stop();
    }
    this.announceChange();
  }

  private describe(participant: LiveKitParticipant): Participant {
    const camera = participant.getTrackPublication(Track.Source.Camera);
    const screen = participant.getTrackPublication(Track.Source.ScreenShare);
    const cameraOn = camera !== undefined && !camera.isMuted;
    return {
      identity: participant.identity,
      name: participant.name || participant.identity,
      isLocal: participant.isLocal,
      joinedAt: participant.joinedAt?.getTime() ?? 0,
      microphoneOn: participant.isMicrophoneEnabled,
      cameraOn,
      camera: cameraOn ? this.handleOf(camera.track) : null,
      sharing: screen !== undefined && !screen.isMuted,
      screen: this.handleOf(screen?.track),
      link: linkQuality(participant.connectionQuality),
      role: readRole(participant.attributes[serverAttributes.role]),
      guest: participant.attributes[serverAttributes.guest] === 'true',
      handSince: readHand(participant.attributes[serverAttributes.hand]),
    };
  }

  private handleOf(track: Track | undefined): VideoHandle | null {
    if (track === undefined) return null;
    let handle = this.handles.get(track);
    if (handle === undefined) {
      handle = {
        attach: (element) => void track.attach(element),
        detach: (element) => void track.detach(element),
      };
      this.handles.set(track, handle);
    }
    return handle;
  }

  private listen(): void {
    const changed = () => this.announceChange();
    for (const event of [
      LiveKitEvent.TrackPublished,
      LiveKitEvent.TrackUnpublished,
      LiveKitEvent.TrackMuted,
      LiveKitEvent.TrackUnmuted,
      LiveKitEvent.LocalTrackPublished,
      LiveKitEvent.LocalTrackUnpublished,
      LiveKitEvent.ParticipantNameChanged,
      LiveKitEvent.ConnectionQualityChanged,
      LiveKitEvent.ParticipantAttributesChanged,
      LiveKitEvent.ParticipantPermissionsChanged,
      LiveKitEvent.RoomMetadataChanged,
    ] as const) {
      this.room.on(event, changed);
    }
    this.room
      .on(LiveKitEvent.TrackSubscribed, (track) => {
        if (track.kind === Track.Kind.Audio) this.audio.play(track);
        this.announceChange();
      })
      .on(LiveKitEvent.TrackUnsubscribed, (track) => {
        if (track.kind === Track.Kind.Audio) this.audio.stop(track);
        this.announceChange();
      })
      .on(LiveKitEvent.ParticipantConnected, (one) => {
        this.announceChange();
        this.emit({ type: 'joined', identity: one.identity, name: one.name || one.identity });
      })
      .on(LiveKitEvent.ParticipantDisconnected, (one) => {
        this.announceChange();
        this.emit({ type: 'left', identity: one.identity, name: one.name || one.identity });
      })
      .on(LiveKitEvent.ActiveSpeakersChanged, (speakers) =>
        this.emit({ type: 'speakers', identities: speakers.map((one) => one.identity) }),
      )
      .on(LiveKitEvent.Reconnecting, () => this.emit({ type: 'connection', state: 'reconnecting' }))
      .on(LiveKitEvent.SignalReconnecting, () => this.emit({ type: 'connection', state: 'reconnecting' }))
      .on(LiveKitEvent.Reconnected, () => {
        this.emit({ type: 'connection', state: 'connected' });
        this.announceChange();
      })
      .on(LiveKitEvent.AudioPlaybackStatusChanged, () =>
        this.emit({ type: 'playback', allowed: this.room.canPlaybackAudio }),
      )
      .on(LiveKitEvent.Disconnected, (reason) => {
        this.audio.stopAll();
        // A failed first attempt also says Disconnected; connect() knows better why.
        const { identity, attributes } = this.room.localParticipant;
        if (identity !== '') this.end(reason === DisconnectReason.PARTICIPANT_REMOVED ? readRemoval(attributes[serverAttributes.removed]) : endReason(reason));
      });
    receiveChat(this.room, (message) => this.emit({ type: 'chat', message }));
    receiveSystem(this.room, (message) => this.emit({ type: 'system', message }));
  }

  /** Many events come together (a person joins with two tracks); the screens are told once. */
  private announceChange(): void {
    if (this.changeIsAnnounced) return;
    this.changeIsAnnounced = true;
    queueMicrotask(() => {
      this.changeIsAnnounced = false;
      this.emit({ type: 'changed' });
    });
  }

  private end(reason: EndReason): void {
    if (this.ended) return;
    this.ended = true;
    this.emit({ type: 'ended', reason });
  }

  private emit(event: RoomEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}

/** The server may answer with an http(s) address or with none (same origin); signalling wants a WebSocket address. */
export function signallingUrl(serverUrl: string): string {
  return (serverUrl === '' ? location.origin : serverUrl).replace(/^http/, 'ws');
}

function linkQuality(quality: ConnectionQuality): LinkQuality {
  switch (quality) {
    case ConnectionQuality.Excellent:
    case ConnectionQuality.Good:
      return 'good';
    case ConnectionQuality.Poor:
      return 'poor';
    case ConnectionQuality.Lost:
      return 'lost';
    default:
      return 'unknown';
  }
}

function endReason(reason: DisconnectReason | undefined): EndReason {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return 'left';
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'duplicate';
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'room_closed';
    case DisconnectReason.SERVER_SHUTDOWN:
      return 'server_shutdown';
    default:
      return 'connection_lost';
  }
}

function refusalOf(error: unknown): EndReason {
  if (!(error instanceof ConnectionError)) return 'unreachable';
  switch (error.reason) {
    case ConnectionErrorReason.NotAllowed:
      return 'refused';
    case ConnectionErrorReason.LeaveRequest:
      return endReason(error.context as DisconnectReason);
    case ConnectionErrorReason.Cancelled:
      return 'left';
    default:
      return 'unreachable';
  }
}
