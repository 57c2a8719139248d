import { ApiProblem } from '../client/api';
import type { MeetingPort } from '../client/meetingApi';
import type { ModeratedSource, SystemMessage } from '../client/room';
import type { RoomChange, RoomView } from '../client/roomsApi';
import type { Notices } from './notices';
import type { LiveRole } from './roles';
import { Store } from './store';

export interface ModerationState {
  /** The name of the host who asks for one's microphone, while the question is open; empty when it is not known. */
  readonly askedBy: string | null;
  /** The room's settings for hosts; null until they were read. */
  readonly room: RoomView | null;
  /** A change of the settings is on its way. */
  readonly saving: boolean;
}

const stopped = { microphone: 'all-muted', camera: 'all-cameras-stopped', screenShare: 'all-shares-stopped' } as const;

/** What hosts do to others and to the room, and what arrives of it here. Everything goes through the server. */
export class Moderation {
  readonly store = new Store<ModerationState>({ askedBy: null, room: null, saving: false });

  /** The last change of the room that was asked for. */
  private changing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly port: MeetingPort,
    private readonly notices: Notices,
    private readonly nameOf: (identity: string) => string | undefined,
  ) {}

  stop(identity: string, source: ModeratedSource): Promise<boolean> {
    return this.attempt(() => this.port.mute({ identities: [identity] }, source));
  }

  /** Mutes everybody but these; the server leaves whoever asks alone. */
  async muteAll(except: readonly string[]): Promise<void> {
    if (await this.attempt(() => this.port.mute({ all: true, except }, 'microphone'))) this.notices.show('all-muted');
  }

  async askUnmute(identity: string): Promise<void> {
    if (await this.attempt(() => this.port.askUnmute({ identities: [identity] }))) this.notices.show('asked-unmute', this.nameOf(identity) ?? '');
  }

  raiseHand(own: string, raised: boolean): Promise<boolean> {
    return this.attempt(() => this.port.raiseHand(own, raised));
  }

  lowerHand(identity: string): Promise<boolean> {
    return this.attempt(() => this.port.lowerHands({ identities: [identity] }));
  }

  lowerAllHands(): Promise<boolean> {
    return this.attempt(() => this.port.lowerHands({ all: true }));
  }

  setRole(identity: string, role: LiveRole): Promise<boolean> {
    return this.attempt(() => this.port.setRole(identity, role));
  }

  /** Switches one kind of source off at everybody else. */
  async stopAll(source: ModeratedSource): Promise<void> {
    if (await this.attempt(() => this.port.mute({ all: true }, source))) this.notices.show(stopped[source]);
  }

  /** Shows these large to everybody; nobody gives everybody their own view back. */
  spotlight(identities: readonly string[]): Promise<boolean> {
    return this.attempt(() => this.port.spotlight(identities));
  }

  remove(identity: string, ban: boolean): Promise<boolean> {
    return this.attempt(() => this.port.remove(identity, ban));
  }

  rename(own: string, name: string): Promise<boolean> {
    return this.attempt(() => this.port.rename(own, name));
  }

  endForAll(): Promise<boolean> {
    return this.attempt(() => this.port.end());
  }

  /** Reads the settings that travel with the room and not with the meeting. */
  async readRoom(): Promise<void> {
    await this.attempt(async () => this.store.patch({ room: await this.port.room() }));
  }

  /** Changes are sent one after the other: in the order in which they were made, they come to what is meant. */
  changeRoom(change: RoomChange): Promise<boolean> {
    this.store.patch({ saving: true });
    const done = this.changing.then(() => this.attempt(async () => this.store.patch({ room: await this.port.changeRoom(change) })));
    this.changing = done;
    void done.then(() => this.changing === done && this.store.patch({ saving: false }));
    return done;
  }

  answerAsk(): void {
    this.store.patch({ askedBy: null });
  }

  /** Something the server told this participant. */
  receive(message: SystemMessage): void {
    const name = (message.by !== null ? this.nameOf(message.by) : undefined) ?? '';
    switch (message.type) {
      case 'ask-unmute':
        this.store.patch({ askedBy: name });
        break;
      case 'muted':
        this.notices.show(name === '' ? `${message.source}-stopped` : `${message.source}-stopped-by`, name);
        break;
      case 'role':
        this.notices.show(message.role === 'none' ? 'role-participant' : `role-${message.role}`);
        break;
    }
  }

  private async attempt(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.notices.show(error instanceof ApiProblem && error.status === 403 ? 'not-allowed' : 'action-failed');
      return false;
    }
  }
}
