import type { MediaSettings } from '../../client/mediaSettings';
import type {
  CaptionText,
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
  SystemMessage,
  VideoHandle,
  WantedVideo,
} from '../../client/room';
import { noStats, type RoomStats } from '../../client/roomStats';

/** A room without a server: tests drive it, and `dev/` shows every screen with it. */
export class FakeRoom implements Room {
  /** The next change of a device fails with this. */
  failWith: Error | null = null;
  /** What `stats` answers. */
  measured: RoomStats = noStats;
  /** When microphone and camera are there: as with real ones, some time after the connection. */
  devicesReady: Promise<void> = Promise.resolve();
  /** Every call, in order, for a test to read. */
  readonly calls: string[] = [];
  /** What was sent with `sendData`, in order. */
  readonly data: { readonly topic: string; readonly value: unknown; readonly to: readonly string[] }[] = [];
  /** What was asked for last. */
  wanted: readonly WantedVideo[] = [];
  /** How loud one's own microphone hears. */
  level: number | null = null;
  facesAway = false;
  /** What one's own shared screen shows. */
  surface: SharedSurface = 'window';

  private readonly listeners = new Set<(event: RoomEvent) => void>();
  private readonly people = new Map<string, Participant>();
  private sent = 0;
  private said: RoomFacts = { title: null, access: 'trusted', locked: false, rights: null, spotlight: [], chatHistory: false };
  private own: OwnRights = { microphone: true, camera: true, screenShare: true, chat: true };

  constructor(
    private readonly self = 'me',
    private readonly screen: VideoHandle | null = null,
    private readonly camera: VideoHandle | null = null,
  ) {
    this.people.set(self, person(self, { isLocal: true, name: 'Moi', microphoneOn: false }));
  }

  subscribe(listener: (event: RoomEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  participants(): readonly Participant[] {
    return [...this.people.values()];
  }

  facts(): RoomFacts {
    return this.said;
  }

  rights(): OwnRights {
    return this.own;
  }

  async connect(grant: JoinGrant, media: MediaChoice): Promise<void> {
    this.calls.push('connect');
    this.put(this.self, { name: grant.name });
    this.emit({ type: 'connection', state: 'connected' });
    await this.devicesReady;
    this.put(this.self, { microphoneOn: media.microphoneOn && this.people.size <= (media.muteAbove ?? Infinity), cameraOn: media.cameraOn, camera: media.cameraOn ? this.camera : null });
  }

  leave(): Promise<void> {
    this.calls.push('leave');
    this.end('left');
    return Promise.resolve();
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.attempt(`microphone ${on}`);
    this.put(this.self, { microphoneOn: on });
  }

  async setCamera(on: boolean): Promise<void> {
    await this.attempt(`camera ${on}`);
    this.put(this.self, { cameraOn: on, camera: on ? this.camera : null });
  }

  async setScreenShare(on: boolean): Promise<void> {
    await this.attempt(`share ${on}`);
    this.put(this.self, { sharing: on, screen: on ? this.screen : null });
  }

  async useDevice(kind: DeviceKind, deviceId: string): Promise<string> {
    await this.attempt(`use ${kind} ${deviceId}`);
    if (kind === 'videoinput') this.facesAway = deviceId === 'facing:environment';
    this.emit({ type: 'changed' });
    return deviceId;
  }

  applyMedia(settings: MediaSettings): Promise<void> {
    return this.attempt(`apply ${JSON.stringify(settings)}`);
  }

  requestVideos(wanted: readonly WantedVideo[]): void {
    this.wanted = wanted;
  }

  setVolume(identity: string, source: SoundSource, volume: number): void {
    this.calls.push(`volume ${identity} ${source} ${volume}`);
  }

  ownLevel(): number | null {
    return this.level;
  }

  cameraFacesAway(): boolean {
    return this.facesAway;
  }

  sharedSurface(): SharedSurface | null {
    return this.people.get(this.self)?.sharing === true ? this.surface : null;
  }

  async sendChat(text: string, { to, replyTo }: ChatOptions = {}): Promise<ChatText> {
    await this.attempt(to === undefined ? 'chat' : `chat to ${to}`);
    return { id: `sent-${++this.sent}`, from: this.self, text, sentAt: Date.now(), to: to ?? null, replyTo: replyTo ?? null };
  }

  async sendData(topic: string, value: unknown, to: readonly string[] = []): Promise<void> {
    if (this.failWith === null) this.data.push({ topic, value, to });
    await this.attempt(['data', topic, JSON.stringify(value), ...to].join(' '));
  }

  /** Another participant's client sends something. */
  hear(from: string, topic: string, value: unknown): void {
    this.emit({ type: 'data', topic, from, value });
  }

  /** Somebody's words arrive as text. */
  caption(from: string, text: string, change: Partial<CaptionText> = {}): void {
    this.emit({ type: 'caption', caption: { id: 'c1', from, text, final: true, language: '', ...change } });
  }

  stats(): Promise<RoomStats> {
    return Promise.resolve(this.measured);
  }

  reconnect(): void {
    this.calls.push('reconnect');
  }

  renewSound(identity: string): void {
    this.calls.push(`renew ${identity}`);
  }

  startAudio(): Promise<void> {
    this.emit({ type: 'playback', allowed: true });
    return Promise.resolve();
  }

  /** Adds a person, or changes one, as the server would tell. */
  put(identity: string, change: Partial<Participant> = {}): void {
    const known = this.people.get(identity);
    const next = { ...(known ?? person(identity, {})), ...change };
    this.people.set(identity, next);
    this.emit({ type: 'changed' });
    if (known === undefined) this.emit({ type: 'joined', identity, name: next.name });
  }

  /** Changes what the server says about the room (its metadata). */
  tell(change: Partial<RoomFacts>): void {
    this.said = { ...this.said, ...change };
    this.emit({ type: 'changed' });
  }

  /** Changes what this participant may send. */
  allow(change: Partial<OwnRights>): void {
    this.own = { ...this.own, ...change };
    this.emit({ type: 'changed' });
  }

  /** The server speaks to this participant. */
  say(message: SystemMessage): void {
    this.emit({ type: 'system', message });
  }

  remove(identity: string): void {
    const gone = this.people.get(identity);
    if (gone === undefined || !this.people.delete(identity)) return;
    this.emit({ type: 'changed' });
    this.emit({ type: 'left', identity, name: gone.name });
  }

  end(reason: EndReason): void {
    this.emit({ type: 'ended', reason });
  }

  emit(event: RoomEvent): void {
    for (const listener of [...this.listeners]) listener(event);
  }

  private attempt(call: string): Promise<void> {
    this.calls.push(call);
    const failure = this.failWith;
    this.failWith = null;
    return failure === null ? Promise.resolve() : Promise.reject(failure);
  }
}

function person(identity: string, change: Partial<Participant>): Participant {
  return {
    identity,
    name: identity,
    isLocal: false,
    joinedAt: 0,
    microphoneOn: true,
    cameraOn: false,
    camera: null,
    sharing: false,
    screen: null,
    screenSound: false,
    cameraPaused: false,
    screenPaused: false,
    link: 'good',
    linkCause: null,
    role: 'participant',
    guest: false,
    handSince: null,
    ...change,
  };
}
