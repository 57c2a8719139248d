import type { ChatText, DeviceKind, EndReason, JoinGrant, MediaChoice, OwnRights, Participant, Room, RoomEvent, RoomFacts, SystemMessage, VideoHandle } from '../../client/room';

/** A room without a server: tests drive it, and `dev/` shows every screen with it. */
export class FakeRoom implements Room {
  /** The next change of a device fails with this. */
  failWith: Error | null = null;
  /** When microphone and camera are there: as with real ones, some time after the connection. */
  devicesReady: Promise<void> = Promise.resolve();
  /** Every call, in order, for a test to read. */
  readonly calls: string[] = [];

  private readonly listeners = new Set<(event: RoomEvent) => void>();
  private readonly people = new Map<string, Participant>();
  private sent = 0;
  private said: RoomFacts = { title: null, access: 'trusted', locked: false, rights: null, spotlight: [] };
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
    this.put(this.self, { microphoneOn: media.microphoneOn, cameraOn: media.cameraOn, camera: media.cameraOn ? this.camera : null });
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

  useDevice(kind: DeviceKind, deviceId: string): Promise<void> {
    return this.attempt(`use ${kind} ${deviceId}`);
  }

  async sendChat(text: string): Promise<ChatText> {
    await this.attempt('chat');
    return { id: `sent-${++this.sent}`, from: this.self, text, sentAt: Date.now() };
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
    link: 'good',
    role: 'participant',
    guest: false,
    handSince: null,
    ...change,
  };
}
