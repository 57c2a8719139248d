import {
  DisconnectReason,
  Room as LiveKit,
  RoomEvent as LiveKitEvent,
  ScreenSharePresets,
  Track,
  VideoPresets,
  type Participant as LiveKitParticipant,
  type RoomOptions,
} from 'livekit-client';
import { receiveCaptions } from './liveKitCaptions';
import { receiveChat, sendChat } from './liveKitChat';
import { receiveData, sendData } from './liveKitData';
import { browserDevices, facesAway } from './devices';
import { LiveKitSink, sideOf } from './liveKitMedia';
import { LocalMedia } from './localMedia';
import { prepareCamera } from './prepareCamera';
import { prepareMicrophone } from './prepareMicrophone';
import type { MediaSettings } from './mediaSettings';
import { PatientRetries } from './liveKitRetries';
import { LiveKitStats } from './liveKitStats';
import { LiveKitReceive } from './liveKitReceive';
import { receiveSystem } from './liveKitSystem';
import { endReason, linkQuality, refusalOf, signallingUrl } from './liveKitWords';
import { OwnLevel } from './ownLevel';
import { RemoteAudio } from './remoteAudio';
import { throughProxies } from './signalling/signalling';
import { readFacts, readHand, readRemoval, readRole, serverAttributes } from './serverFacts';
import type { RoomStats } from './roomStats';
import type {
  ChatOptions,
  ChatText,
  DeviceKind,
  EndReason,
  JoinGrant,
  MediaChoice,
  OwnRights,
  Participant,
  Room,
  RoomEvent,
  RoomFacts,
  SharedSurface,
  SoundSource,
  VideoHandle,
  WantedVideo,
} from './room';

/** LiveKit's numbers of what a track shows (`TrackSource` in livekit_models.proto); the package does not export them. */
const sources = { camera: 1, microphone: 2, screenShare: 3 } as const;

/**
 * Layers of VP8 for each picture, of which the server chooses one for everybody who looks. DTX saves most of a silent person's
 * packets; RED would double everybody's.
 */
function roomOptions(media: MediaChoice, retries: PatientRetries): RoomOptions {
  return {
    // The meeting says which pictures are looked at and how large (LiveKitReceive); the package would guess it from the page.
    adaptiveStream: false,
    // Which layers are encoded is LiveKitLayers' business.
    dynacast: false,
    disconnectOnPageLeave: true,
    reconnectPolicy: retries,
    audioOutput: media.speakerId === null ? {} : { deviceId: media.speakerId },
    publishDefaults: {
      videoCodec: 'vp8',
      backupCodec: false,
      simulcast: true,
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
  private readonly retries = new PatientRetries();
  private readonly measure: LiveKitStats;
  private readonly receive: LiveKitReceive;
  /** Volumes chosen here, also for people whose sound is still on its way. */
  private readonly volumes = new Map<string, number>();
  private readonly media: LocalMedia;
  private readonly level = new OwnLevel();
  private facesAway = false;
  private readonly listeners = new Set<(event: RoomEvent) => void>();
  private readonly handles = new WeakMap<Track, VideoHandle>();
  private changeIsAnnounced = false;
  private ended = false;

  constructor(media: MediaChoice) {
    this.room = new LiveKit(roomOptions(media, this.retries));
    this.measure = new LiveKitStats(this.room);
    this.receive = new LiveKitReceive(this.room);
    if (media.speakerId !== null) this.audio.useSpeaker(media.speakerId);
    this.media = new LocalMedia(
      {
        port: browserDevices,
        sink: new LiveKitSink(this.room),
        prepare: { microphone: prepareMicrophone(() => this.emit({ type: 'effect-stopped', effect: 'noise', reason: 'failed' })), camera: prepareCamera((reason) => this.emit({ type: 'effect-stopped', effect: 'background', reason })) },
        events: {
          lost: (kind, deviceId) => this.emit({ type: 'device-lost', kind, deviceId }),
          opened: (side, capture) => {
            if (side === 'microphone') this.level.follow(capture);
            else this.facesAway = capture !== null && facesAway(capture);
          },
        },
      },
      media,
    );
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
    const opened = this.media.open();
    try {
      await this.room.connect(throughProxies(signallingUrl(grant.serverUrl)), grant.token);
    } catch (error) {
      for (const track of (await opened)?.getTracks() ?? []) track.stop();
      this.end(refusalOf(error));
      return;
    }
    this.emit({ type: 'connection', state: 'connected' });
    this.announceChange();
    const muted = this.room.remoteParticipants.size + 1 > (media.muteAbove ?? Infinity);
    await this.media.start(await opened, muted);
    this.announceChange();
  }

  async leave(): Promise<void> {
    this.end('left');
    await this.room.disconnect();
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.media.microphone.set(on);
  }

  async setCamera(on: boolean): Promise<void> {
    await this.media.camera.set(on);
  }

  async setScreenShare(on: boolean): Promise<void> {
    await this.room.localParticipant.setScreenShareEnabled(on, {
      audio: true,
      // Sharing the page of the call itself would show it in itself, and again within.
      selfBrowserSurface: 'exclude',
      systemAudio: 'include',
      surfaceSwitching: 'include',
      contentHint: 'detail',
      resolution: ScreenSharePresets.h1080fps15.resolution,
    }, {
      // Of several layers a browser sends the sharp one last: on a narrow line nobody could read anything. See LiveKitLayers.
      simulcast: false,
    });
  }

  async useDevice(kind: DeviceKind, deviceId: string): Promise<string> {
    let used = deviceId;
    if (kind === 'audiooutput') {
      await this.room.switchActiveDevice(kind, deviceId);
      this.audio.useSpeaker(deviceId);
    } else {
      used = await this.media.side(kind === 'videoinput' ? 'camera' : 'microphone').use(deviceId);
    }
    this.announceChange();
    return used;
  }

  requestVideos(wanted: readonly WantedVideo[]): void {
    this.receive.request(wanted);
  }

  setVolume(identity: string, source: SoundSource, volume: number): void {
    this.volumes.set(`${source} ${identity}`, volume);
    const track = this.room.remoteParticipants.get(identity)?.getTrackPublication(source === 'microphone' ? Track.Source.Microphone : Track.Source.ScreenShareAudio)?.track;
    if (track !== undefined) this.audio.setVolume(track, volume);
  }

  ownLevel(): number | null {
    return this.level.read();
  }

  cameraFacesAway(): boolean {
    return this.facesAway;
  }

  sharedSurface(): SharedSurface | null {
    const surface = this.room.localParticipant.getTrackPublication(Track.Source.ScreenShare)?.track?.mediaStreamTrack.getSettings().displaySurface;
    return surface === 'monitor' || surface === 'window' || surface === 'browser' ? surface : null;
  }

  applyMedia(settings: MediaSettings): Promise<void> {
    return this.media.apply(settings);
  }

  sendChat(text: string, options?: ChatOptions): Promise<ChatText> {
    return sendChat(this.room, text, options);
  }

  sendData(topic: string, value: unknown, to?: readonly string[]): Promise<void> {
    return sendData(this.room, topic, value, to);
  }

  stats(): Promise<RoomStats> {
    return this.measure.take();
  }

  reconnect(): void {
    this.retries.now(this.room);
  }

  renewSound(identity: string): void {
    for (const publication of this.room.remoteParticipants.get(identity)?.audioTrackPublications.values() ?? []) {
      publication.setSubscribed(false);
      publication.setSubscribed(true);
    }
  }

  async startAudio(): Promise<void> {
    await this.room.startAudio();
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
      cameraPaused: camera?.track?.streamState === Track.StreamState.Paused,
      screenPaused: screen?.track?.streamState === Track.StreamState.Paused,
      screenSound: participant.getTrackPublication(Track.Source.ScreenShareAudio) !== undefined,
      link: linkQuality(participant.connectionQuality),
      linkCause: null,
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
      LiveKitEvent.TrackStreamStateChanged,
      LiveKitEvent.ParticipantAttributesChanged,
      LiveKitEvent.ParticipantPermissionsChanged,
      LiveKitEvent.RoomMetadataChanged,
    ] as const) {
      this.room.on(event, changed);
    }
    this.room
      .on(LiveKitEvent.TrackSubscribed, (track, _, from) => {
        if (track.kind === Track.Kind.Audio) {
          const volume = this.volumes.get(`${track.source === Track.Source.ScreenShareAudio ? 'screen_share' : 'microphone'} ${from.identity}`);
          if (volume !== undefined) this.audio.setVolume(track, volume);
          this.audio.play(track);
        }
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
      // Rights that are taken end the track; a reconnection, which also unpublishes, does not.
      .on(LiveKitEvent.LocalTrackUnpublished, ({ source, track }) => {
        const side = sideOf(source);
        if (side !== null && track?.mediaStreamTrack.readyState === 'ended') void this.media.side(side).stopped();
      })
      .on(LiveKitEvent.TrackMuted, ({ source }, one) => {
        const side = sideOf(source);
        if (one.isLocal && side !== null) void this.media.side(side).stopped();
      })
      .on(LiveKitEvent.Reconnected, () => {
        void this.media.resend();
        this.emit({ type: 'connection', state: 'connected' });
        this.announceChange();
      })
      .on(LiveKitEvent.AudioPlaybackStatusChanged, () =>
        this.emit({ type: 'playback', allowed: this.room.canPlaybackAudio }),
      )
      .on(LiveKitEvent.Disconnected, (reason) => {
        this.audio.stopAll();
        void this.media.close();
        // A failed first attempt also says Disconnected; connect() knows better why.
        const { identity, attributes } = this.room.localParticipant;
        if (identity !== '') this.end(reason === DisconnectReason.PARTICIPANT_REMOVED ? readRemoval(attributes[serverAttributes.removed]) : endReason(reason));
      });
    receiveChat(this.room, (message) => this.emit({ type: 'chat', message }));
    receiveData(this.room, (topic, from, value) => this.emit({ type: 'data', topic, from, value }));
    receiveCaptions(this.room, (caption) => this.emit({ type: 'caption', caption }));
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
