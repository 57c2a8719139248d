import { deviceProblem, type MediaDevicesPort } from '../client/devices';
import type { MeetingPort } from '../client/meetingApi';
import type { DeviceKind, EndReason, JoinGrant, MediaChoice, OwnRights, Participant, Room, RoomEvent, RoomFacts } from '../client/room';
import { CallDevices } from './callDevices';
import { Chat } from './chat';
import { announceChanges } from './changes';
import { Moderation } from './moderation';
import { Notices } from './notices';
import { handQueue, isHost } from './roles';
import { Store } from './store';
import { arrange, tilesOf, type Stage, type Tile } from './tiles';

export type Phase = 'connecting' | 'connected' | 'reconnecting' | 'ended';

export interface MeetingState {
  readonly phase: Phase;
  readonly endReason: EndReason | null;
  readonly people: readonly Participant[];
  /** This participant, once the room is entered. */
  readonly self: Participant | undefined;
  /** Whether this participant moderates. */
  readonly hosting: boolean;
  /** What the server lets this participant send. */
  readonly rights: OwnRights;
  readonly facts: RoomFacts;
  /** Identities of raised hands, first come first. */
  readonly hands: readonly string[];
  readonly tiles: readonly Tile[];
  readonly stage: Stage;
  readonly pinned: string | null;
  /** False when the browser waits for a click before it plays sound. */
  readonly soundAllowed: boolean;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly sharing: boolean;
  /** Controls whose change is under way. */
  readonly busy: { readonly microphone: boolean; readonly camera: boolean; readonly share: boolean; readonly hand: boolean };
}

/** A person between two words is still speaking: the border stays on for this long, in milliseconds. */
const speakingHold = 600;

/** One call, from the click on "join" to its end: everything that the screens show and do. */
export class Meeting {
  readonly store: Store<MeetingState>;
  readonly notices = new Notices();
  readonly chat: Chat;
  readonly devices: CallDevices;
  readonly moderation: Moderation;

  private speakers: ReadonlySet<string> = new Set();
  private readonly falling = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly unsubscribe: () => void;
  /** Names of people who left are still needed beside their messages. */
  private readonly names = new Map<string, string>();
  /** The media chosen before entering, while it is on its way: it is shown as on, since it will be in a moment. */
  private entering: MediaChoice | null = null;
  private entered: Promise<void> = Promise.resolve();

  constructor(
    private readonly room: Room,
    devices: MediaDevicesPort,
    port: MeetingPort,
  ) {
    this.store = new Store<MeetingState>({
      phase: 'connecting',
      endReason: null,
      people: [],
      self: undefined,
      hosting: false,
      rights: { microphone: true, camera: true, screenShare: true, chat: true },
      facts: room.facts(),
      hands: [],
      tiles: [],
      stage: { focus: null, rest: [] },
      pinned: null,
      soundAllowed: true,
      microphoneOn: false,
      cameraOn: false,
      sharing: false,
      busy: { microphone: false, camera: false, share: false, hand: false },
    });
    this.chat = new Chat(room, (identity) => this.names.get(identity) ?? identity);
    this.devices = new CallDevices(devices);
    this.moderation = new Moderation(port, this.notices, (identity) => this.names.get(identity));
    this.unsubscribe = room.subscribe((event) => this.onEvent(event));
  }

  connect(grant: JoinGrant, media: MediaChoice): Promise<void> {
    this.names.set(grant.identity, grant.name);
    this.devices.open(media);
    this.entering = media;
    this.entered = this.room.connect(grant, media).finally(() => {
      this.entering = null;
      this.refresh();
    });
    return this.entered;
  }

  async leave(): Promise<void> {
    await this.room.leave();
  }

  async toggleMicrophone(): Promise<void> {
    const { busy, microphoneOn, rights } = this.store.getSnapshot();
    if (busy.microphone) return;
    if (!rights.microphone && !microphoneOn) {
      this.notices.show('microphone-taken');
      return;
    }
    await this.change('microphone', 'microphone-failed', () => this.room.setMicrophone(!microphoneOn));
  }

  async toggleCamera(): Promise<void> {
    const { busy, cameraOn, rights } = this.store.getSnapshot();
    if (busy.camera) return;
    if (!rights.camera && !cameraOn) {
      this.notices.show('camera-taken');
      return;
    }
    await this.change('camera', 'camera-failed', () => this.room.setCamera(!cameraOn));
  }

  async toggleShare(): Promise<void> {
    const { busy, sharing, rights } = this.store.getSnapshot();
    if (busy.share) return;
    if (!rights.screenShare && !sharing) {
      this.notices.show('screenShare-taken');
      return;
    }
    await this.change('share', 'share-failed', async () => {
      try {
        await this.room.setScreenShare(!sharing);
      } catch (error) {
        // "blocked" is how browsers report that the person closed the picker: nothing failed.
        if (deviceProblem(error) !== 'blocked') throw error;
      }
    });
  }

  async toggleHand(): Promise<void> {
    const { busy, self } = this.store.getSnapshot();
    if (busy.hand || self === undefined) return;
    this.setBusy('hand', true);
    await this.moderation.raiseHand(self.identity, self.handSince === null);
    this.setBusy('hand', false);
  }

  /** Answers a host who asked for one's voice. */
  async answerAsk(yes: boolean): Promise<void> {
    this.moderation.answerAsk();
    if (yes && !this.store.getSnapshot().microphoneOn) await this.toggleMicrophone();
  }

  /** Whoever speaks now, by the media server's measure. */
  speaking(): readonly string[] {
    return [...this.speakers];
  }

  async useDevice(kind: DeviceKind, deviceId: string): Promise<void> {
    try {
      await this.room.useDevice(kind, deviceId);
      this.devices.setActive(kind, deviceId);
    } catch {
      this.notices.show('device-failed');
    }
  }

  async startAudio(): Promise<void> {
    await this.room.startAudio();
  }

  /** Shows a tile large; the same tile again, or null, goes back to what the meeting shows by itself. */
  pin(tileId: string | null): void {
    const { pinned } = this.store.getSnapshot();
    this.store.patch({ pinned: tileId === pinned ? null : tileId });
    this.refresh();
  }

  private async change(
    control: 'microphone' | 'camera' | 'share',
    failure: 'microphone-failed' | 'camera-failed' | 'share-failed',
    act: () => Promise<void>,
  ): Promise<void> {
    this.setBusy(control, true);
    try {
      // Who presses mute at once must not end up with a second, open microphone.
      await this.entered;
      await act();
    } catch {
      this.notices.show(failure);
    } finally {
      this.setBusy(control, false);
      this.refresh();
      // The first use of a device gives it a name in the menus.
      void this.devices.refresh();
    }
  }

  private setBusy(control: keyof MeetingState['busy'], on: boolean): void {
    this.store.patch({ busy: { ...this.store.getSnapshot().busy, [control]: on } });
  }

  private onEvent(event: RoomEvent): void {
    const { phase } = this.store.getSnapshot();
    if (phase === 'ended') return;
    switch (event.type) {
      case 'changed':
        this.refresh();
        break;
      case 'connection':
        if (event.state === 'connected' && phase === 'reconnecting') this.notices.show('reconnected');
        this.store.patch({ phase: event.state });
        this.refresh();
        break;
      case 'joined':
      case 'left':
        // Whoever was there before us did not just join, and a reconnection makes everybody come and go.
        if (phase === 'connected') this.notices.show(event.type, event.name);
        break;
      case 'speakers':
        this.setSpeakers(event.identities);
        break;
      case 'chat':
        this.chat.receive(event.message);
        break;
      case 'system':
        this.moderation.receive(event.message);
        break;
      case 'playback':
        this.store.patch({ soundAllowed: event.allowed });
        break;
      case 'ended':
        this.finish(event.reason);
        break;
    }
  }

  private finish(reason: EndReason): void {
    this.store.patch({ phase: 'ended', endReason: reason });
    for (const timer of this.falling.values()) clearTimeout(timer);
    this.falling.clear();
    this.notices.clear();
    this.moderation.answerAsk();
    this.devices.close();
    this.unsubscribe();
  }

  private setSpeakers(identities: readonly string[]): void {
    const now = new Set(identities);
    for (const identity of this.speakers) {
      if (now.has(identity) || this.falling.has(identity)) continue;
      this.falling.set(
        identity,
        setTimeout(() => {
          this.falling.delete(identity);
          this.speakers = new Set([...this.speakers].filter((one) => one !== identity));
          this.refresh();
        }, speakingHold),
      );
    }
    for (const identity of now) {
      clearTimeout(this.falling.get(identity));
      this.falling.delete(identity);
    }
    this.speakers = new Set([...now, ...this.falling.keys()]);
    this.refresh();
  }

  private refresh(): void {
    const before = this.store.getSnapshot();
    if (before.phase === 'ended') return;
    const people = this.room.participants();
    for (const one of people) this.names.set(one.identity, one.name);
    const facts = this.room.facts();
    const tiles = tilesOf(people, this.speakers, facts.spotlight);
    const pinned = tiles.some((tile) => tile.id === before.pinned) ? before.pinned : null;
    this.announceShares(before.tiles, tiles);
    const self = people.find((one) => one.isLocal);
    this.store.patch({
      people,
      self,
      hosting: isHost(self?.role ?? 'none'),
      rights: this.room.rights(),
      facts,
      hands: handQueue(people),
      tiles,
      pinned,
      stage: arrange(tiles, pinned),
      microphoneOn: self?.microphoneOn === true || this.entering?.microphoneOn === true,
      cameraOn: self?.cameraOn === true || this.entering?.cameraOn === true,
      sharing: self?.sharing ?? false,
    });
    const now = this.store.getSnapshot();
    // What was so when one came in is no news, nor is what a reconnection brings back.
    if (before.phase === 'connected' && before.self !== undefined && this.entering === null) announceChanges(before, now, this.notices);
  }

  private announceShares(before: readonly Tile[], now: readonly Tile[]): void {
    if (this.store.getSnapshot().phase !== 'connected') return;
    for (const tile of now) {
      if (tile.source !== 'screen_share' || tile.isLocal || before.some((one) => one.id === tile.id)) continue;
      this.notices.show('share-started', tile.name);
    }
  }
}
