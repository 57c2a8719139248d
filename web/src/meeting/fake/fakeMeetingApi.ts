import type { ChatCopy, KeptChat, MeetingPort, Whom } from '../../client/meetingApi';
import type { ModeratedSource, Participant } from '../../client/room';
import type { RoomChange, RoomRole, RoomView } from '../../client/roomsApi';
import type { FakeRoom } from './fakeRoom';

/** The server's moderation over a fake room: what is asked happens to the fake people. */
export class FakeMeetingApi implements MeetingPort {
  /** The next call fails with this. */
  failWith: Error | null = null;
  /** Every call, in order, for a test to read. */
  readonly calls: string[] = [];
  private clock = 1;
  private settings: RoomView = {
    slug: 'abc-defg-hij',
    title: null,
    url: '',
    access: 'trusted',
    locked: false,
    createdAt: '2026-01-05T09:00:00Z',
    participants: 1,
    role: 'owner',
    exists: true,
    lobby: 'byAccess',
    capacity: null,
    rights: { microphone: 'everyone', camera: 'everyone', screenShare: 'everyone', chat: 'everyone', muteOthers: 'hosts', record: 'hosts' },
    expiresAt: null,
    lastUsedAt: null,
  };

  constructor(private readonly people: FakeRoom) {}

  async mute(whom: Whom, source: ModeratedSource): Promise<void> {
    await this.attempt('mute', whom, source);
    const off = { microphone: { microphoneOn: false }, camera: { cameraOn: false, camera: null }, screenShare: { sharing: false, screen: null } }[source];
    for (const one of this.those(whom)) this.people.put(one.identity, off);
  }

  askUnmute(whom: Whom): Promise<void> {
    return this.attempt('askUnmute', whom);
  }

  async remove(identity: string, ban: boolean): Promise<void> {
    await this.attempt('remove', identity, ban);
    this.people.remove(identity);
  }

  async setRole(identity: string, role: RoomRole): Promise<void> {
    await this.attempt('setRole', identity, role);
    this.people.put(identity, { role });
  }

  async spotlight(identities: readonly string[]): Promise<void> {
    await this.attempt('spotlight', identities);
    this.people.tell({ spotlight: identities });
  }

  async raiseHand(identity: string, raised: boolean): Promise<void> {
    await this.attempt('raiseHand', identity, raised);
    this.people.put(identity, { handSince: raised ? this.clock++ : null });
  }

  async lowerHands(whom: Whom): Promise<void> {
    await this.attempt('lowerHands', whom);
    for (const one of this.those(whom)) this.people.put(one.identity, { handSince: null });
  }

  async rename(identity: string, name: string): Promise<void> {
    await this.attempt('rename', identity, name);
    this.people.put(identity, { name });
  }

  keepChat(copy: ChatCopy): Promise<void> {
    return this.attempt('keepChat', copy);
  }

  async end(): Promise<void> {
    await this.attempt('end');
    this.people.end('room_closed');
  }

  async room(): Promise<RoomView> {
    await this.attempt('room');
    return this.settings;
  }

  async changeRoom(change: RoomChange): Promise<RoomView> {
    await this.attempt('changeRoom', change);
    const { rights, ...rest } = change;
    this.settings = { ...this.settings, ...rest, slug: this.settings.slug, rights: this.settings.rights === null ? null : { ...this.settings.rights, ...rights } };
    this.people.tell({ access: this.settings.access, locked: this.settings.locked, rights: this.settings.rights });
    return this.settings;
  }

  /** What `chat` answers. */
  kept: KeptChat = { messages: [] };

  async chat(): Promise<KeptChat> {
    await this.attempt('chat');
    return this.kept;
  }

  private those(whom: Whom): readonly Participant[] {
    return this.people.participants().filter((one) => ('identities' in whom ? whom.identities.includes(one.identity) : whom.except?.includes(one.identity) !== true));
  }

  private attempt(...call: readonly unknown[]): Promise<void> {
    this.calls.push(call.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '));
    const failure = this.failWith;
    this.failWith = null;
    return failure === null ? Promise.resolve() : Promise.reject(failure);
  }
}
