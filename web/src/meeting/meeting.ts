import { deviceProblem, otherSide, type MediaDevicesPort } from '../client/devices';
import { EffectError } from '../client/localSide';
import { mediaSettings, type MediaSettings } from '../client/mediaSettings';
import { loadPreferences, savePreferences } from '../client/preferences';
import type { MeetingPort } from '../client/meetingApi';
import { browserPage, type PagePort } from '../client/page';
import type { EndReason, JoinGrant, MediaChoice, OwnRights, Participant, Room, RoomEvent, RoomFacts, SharedSurface } from '../client/room';
import { withAbsent } from './absent';
import { CallDevices } from './callDevices';
import type { Chat } from './chat';
import { announceChanges } from './changes';
import { calm, Health, type Surroundings } from './health';
import { KeptCopies } from './keptCopies';
import { Moderation } from './moderation';
import type { Notices } from './notices';
import { numbered } from './people';
import { OwnVoice } from './ownVoice';
import { PushToTalk } from './pushToTalk';
import { Receive, type ReceiveLimits } from './receive';
import { withLink } from './links';
import { handQueue, isHost } from './roles';
import { shownFacts, shownPeople } from './shown';
import { ShortcutRunner } from './shortcutRunner';
import { steadyList, steadyObject, steadyTexts } from './steady';
import { Store } from './store';
import { Talk } from './talk';
import { StageView } from './stageView';
import { tilesOf, type Tile } from './tiles';
import { Volumes } from './volumes';

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
  /** False when the browser waits for a click before it plays sound. */
  readonly soundAllowed: boolean;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly sharing: boolean;
  /** One's own camera shows what is before one, and not oneself. */
  readonly cameraFacesAway: boolean;
  /** What one's own shared screen shows, where the browser says it. */
  readonly surface: SharedSurface | null;
  /** Controls whose change is under way. */
  readonly busy: { readonly microphone: boolean; readonly camera: boolean; readonly share: boolean; readonly hand: boolean };
}

/** A person between two words is still speaking: the border stays on for this long, in milliseconds. */
const speakingHold = 600;

/** How long one is told that one speaks while muted, in milliseconds. */
const mutedToldFor = 8000;

/** More people than this are a crowd. */
const crowd = 12;
/** Milliseconds for which changes in a crowd are gathered. */
const gatherFor = 100;

const identityOf = (one: Participant): string => one.identity;

/** So long after a reconnection, in milliseconds, others may still be on their way back. */
const returnGrace = 8000;

/** One call, from the click on "join" to its end: everything that the screens show and do. */
export class Meeting {
  readonly store: Store<MeetingState>;
  readonly talk: Talk;
  readonly notices: Notices;
  readonly chat: Chat;
  readonly devices: CallDevices;
  readonly moderation: Moderation;
  readonly shortcuts = new ShortcutRunner();
  readonly receive: Receive;
  readonly health: Health;
  /** How the pictures are shown here. */
  readonly view: StageView;
  readonly volumes: Volumes;

  private speakers: ReadonlySet<string> = new Set();
  private readonly falling = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly unsubscribe: () => void;
  private readonly voice: OwnVoice;
  /** Everybody as they were last, under the names that they gave themselves. */
  private inside: readonly Participant[] = [];
  /** After a reconnection, until those who lost the server too have had time to return. */
  private returning: ReturnType<typeof setTimeout> | undefined;
  private handWasUp = false;
  private gathering: ReturnType<typeof setTimeout> | undefined;
  /** Names of people who left are still needed beside their messages. */
  private readonly names = new Map<string, string>();
  /** The media chosen before entering, while it is on its way: it is shown as on, since it will be in a moment. */
  private entering: MediaChoice | null = null;
  private entered: Promise<void> = Promise.resolve();
  private ownIdentity = '';
  /** Whether the server wants a copy of what is written to everybody. */
  private handsInCopies = false;

  constructor(
    private readonly room: Room,
    devices: MediaDevicesPort,
    port: MeetingPort,
    around: Surroundings = calm,
    page: PagePort = browserPage,
  ) {
    this.store = new Store<MeetingState>({
      phase: 'connecting',
      endReason: null,
      people: [],
      self: undefined,
      hosting: false,
      rights: { microphone: true, camera: true, screenShare: true, chat: true },
      facts: shownFacts(room.facts()),
      hands: [],
      tiles: [],
      soundAllowed: true,
      microphoneOn: false,
      cameraOn: false,
      sharing: false,
      surface: null,
      cameraFacesAway: false,
      busy: { microphone: false, camera: false, share: false, hand: false },
    });
    const copies = new KeptCopies(
      room,
      (copy) => port.keepChat({ identity: this.ownIdentity, ...copy }),
      () => this.handsInCopies && this.store.getSnapshot().facts.chatHistory,
    );
    this.talk = new Talk(copies, port, page, {
      nameOf: (identity) => this.nameOf(identity),
      isHere: (identity) => this.store.getSnapshot().people.some((one) => one.identity === identity),
      count: () => this.store.getSnapshot().people.length,
      self: () => this.ownIdentity,
    }, { lowerHand: () => void this.lowerHand(), unmute: () => void this.unmute(), leave: () => void this.leave() });
    this.notices = this.talk.notices;
    this.chat = this.talk.chat;
    this.devices = new CallDevices(devices, room, this.notices, (kind) => void (kind === 'videoinput' ? this.showCamera() : this.unmute()));
    this.moderation = new Moderation(port, this.notices, (identity) => this.names.get(identity));
    this.receive = new Receive(room);
    this.view = new StageView(this.receive);
    this.volumes = new Volumes(room);
    this.health = new Health(room, this.receive.limits, around, () => shownPeople(room.participants()), {
      noSound: (name) => this.notices.show('no-sound', name),
      mediaFailed: () => this.notices.show('device-failed'),
    });
    this.voice = new OwnVoice(
      {
        level: () => room.ownLevel(),
        isOn: () => this.store.getSnapshot().microphoneOn,
        matters: () => this.store.getSnapshot().phase === 'connected' && this.store.getSnapshot().people.length > 1 && page.preferences().mutedHint,
      },
      () => this.notices.show('speaking-muted', '', { shownFor: mutedToldFor, actions: [{ id: 'unmute', run: () => void this.unmute() }, { id: 'silence', run: () => savePreferences({ mutedHint: false }) }] }),
    );
    this.shortcuts.on('talk', new PushToTalk({ isOn: () => this.store.getSnapshot().microphoneOn, toggle: () => this.toggleMicrophone() }));
    this.health.links.store.subscribe(() => this.refresh());
    this.unsubscribe = room.subscribe((event) => this.onEvent(event));
  }

  connect(grant: JoinGrant, media: MediaChoice): Promise<void> {
    this.names.set(grant.identity, grant.name);
    this.ownIdentity = grant.identity;
    this.handsInCopies = grant.keepsChatByPost === true;
    this.devices.open(media);
    this.entering = media;
    const muteAbove = this.talk.muteAbove();
    this.entered = this.room.connect(grant, { ...media, muteAbove }).finally(() => {
      this.entering = null;
      this.refresh();
      this.health.begin(media.settings);
      const { people, microphoneOn, phase } = this.store.getSnapshot();
      if (phase === 'connected' && media.microphoneOn && !microphoneOn && muteAbove !== undefined && people.length > muteAbove) this.talk.wasMuted();
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

  private async lowerHand(): Promise<void> {
    const since = this.store.getSnapshot().self?.handSince ?? null;
    if (since !== null) await this.toggleHand();
  }

  private async unmute(): Promise<void> {
    if (!this.store.getSnapshot().microphoneOn) await this.toggleMicrophone();
  }

  /** How loud one's own microphone hears, from 0 to 1; null while it is closed. */
  ownLevel(): number | null {
    return this.room.ownLevel();
  }

  /** Shows what the camera on the other side of the phone sees. */
  async turnCamera(): Promise<void> {
    await this.devices.use('videoinput', otherSide(this.store.getSnapshot().cameraFacesAway));
  }

  private async showCamera(): Promise<void> {
    if (!this.store.getSnapshot().cameraOn) await this.toggleCamera();
  }

  /** Answers a host who asked for one's voice. */
  async answerAsk(yes: boolean): Promise<void> {
    this.moderation.answerAsk();
    if (yes && !this.store.getSnapshot().microphoneOn) await this.toggleMicrophone();
  }

  /** How much is received at most. */
  get limits(): Store<ReceiveLimits> {
    return this.receive.limits;
  }

  /** What somebody is called, also after they left. */
  nameOf(identity: string): string {
    return this.names.get(identity) ?? identity;
  }

  /** Whoever speaks now, by the media server's measure. */
  speaking(): readonly string[] {
    return [...this.speakers];
  }

  /** Prepares one's own picture and sound in another way, from now on. */
  async applyMedia(settings: MediaSettings): Promise<void> {
    try {
      await this.health.media.apply(settings);
    } catch (error) {
      if (!(error instanceof EffectError)) this.notices.show('device-failed');
    }
  }

  /** An effect ended by itself. A camera whose background was to stay hidden goes off rather than show it. */
  private async withoutEffect(effect: 'background' | 'noise', reason: 'failed' | 'slow'): Promise<void> {
    savePreferences(effect === 'background' ? { background: 'none' } : { noise: 'browser' });
    if (effect === 'background' && reason === 'slow') await this.room.setCamera(false).catch(() => {});
    await this.applyMedia(mediaSettings(loadPreferences()));
  }

  async startAudio(): Promise<void> {
    await this.room.startAudio();
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
    } catch (error) {
      if (!(error instanceof EffectError)) this.notices.show(failure);
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
    this.talk.onEvent(event);
    switch (event.type) {
      case 'changed':
        this.refreshSoon();
        break;
      case 'connection':
        if (event.state === 'connected') this.arrive(phase === 'reconnecting');
        else this.lose();
        this.store.patch({ phase: event.state });
        this.refresh();
        if (event.state === 'connected') this.talk.connected(this.store.getSnapshot().facts.chatHistory);
        break;
      case 'joined':
      case 'left':
        // Whoever was there before us did not just join, and a reconnection makes everybody come and go.
        if (phase === 'connected' && this.returning === undefined) this.notices.show(event.type, event.name, event.type === 'joined' ? { from: event.identity } : {});
        break;
      case 'speakers':
        this.setSpeakers(event.identities);
        break;
      case 'system':
        this.moderation.receive(event.message);
        break;
      case 'playback':
        this.store.patch({ soundAllowed: event.allowed });
        break;
      case 'device-lost':
        this.devices.lost(event.kind, event.deviceId);
        break;
      case 'effect-stopped':
        this.notices.show(`${event.effect}-${event.reason}`);
        void this.withoutEffect(event.effect, event.reason);
        break;
      case 'ended':
        this.finish(event.reason);
        break;
    }
  }

  private lose(): void {
    this.health.lost();
    clearTimeout(this.returning);
    this.returning = undefined;
    this.handWasUp ||= this.store.getSnapshot().self?.handSince != null;
  }

  private arrive(again: boolean): void {
    this.health.connected();
    if (!again) return;
    this.notices.show('reconnected');
    // Others lost the server too, and come back a little sooner or later.
    this.returning = setTimeout(() => {
      this.returning = undefined;
      this.refresh();
      const { self } = this.store.getSnapshot();
      const hand = this.handWasUp;
      this.handWasUp = false;
      // A server that was started anew does not know of it.
      if (hand && self !== undefined && self.handSince === null && self.role !== 'none') void this.moderation.raiseHand(self.identity, true);
    }, returnGrace);
  }

  private finish(reason: EndReason): void {
    clearTimeout(this.returning);
    clearTimeout(this.gathering);
    this.health.close();
    this.store.patch({ phase: 'ended', endReason: reason });
    for (const timer of this.falling.values()) clearTimeout(timer);
    this.falling.clear();
    this.talk.close();
    this.moderation.answerAsk();
    this.devices.close();
    this.voice.close();
    this.view.close();
    this.receive.close();
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
          this.refreshSoon();
        }, speakingHold),
      );
    }
    for (const identity of now) {
      clearTimeout(this.falling.get(identity));
      this.falling.delete(identity);
    }
    this.speakers = new Set([...now, ...this.falling.keys()]);
    this.refreshSoon();
  }

  /** In a crowd somebody always changes: the screens are told ten times a second at most. Among few they are told at once. */
  private refreshSoon(): void {
    if (this.store.getSnapshot().people.length <= crowd) this.refresh();
    else this.gathering ??= setTimeout(() => this.refresh(), gatherFor);
  }

  private refresh(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    const before = this.store.getSnapshot();
    if (before.phase === 'ended') return;
    const away = before.phase === 'reconnecting' || this.returning !== undefined;
    const here = shownPeople(this.room.participants());
    const links = this.health.links.store.getSnapshot();
    const inside = steadyList(this.inside, (away ? withAbsent(this.inside, here) : here).map((one) => withLink(one, links.get(one.identity))), identityOf);
    const people = inside === this.inside ? before.people : steadyList(before.people, numbered(inside), identityOf);
    this.inside = inside;
    for (const one of people) this.names.set(one.identity, one.name);
    const facts = steadyFacts(before.facts, shownFacts(this.room.facts()));
    const tiles = steadyList(before.tiles, tilesOf(people, this.speakers, facts.spotlight), (tile) => tile.id);
    this.announceShares(before.tiles, tiles);
    // Without a number: it is what one is called, and what one changes.
    const self = inside.find((one) => one.isLocal);
    this.store.patch({
      people,
      self,
      hosting: isHost(self?.role ?? 'none'),
      rights: steadyObject(before.rights, this.room.rights()),
      facts,
      hands: steadyTexts(before.hands, handQueue(people)),
      tiles,
      microphoneOn: self?.microphoneOn === true || this.entering?.microphoneOn === true,
      cameraOn: self?.cameraOn === true || this.entering?.cameraOn === true,
      sharing: self?.sharing ?? false,
      surface: this.room.sharedSurface(),
      cameraFacesAway: this.room.cameraFacesAway(),
    });
    if (this.store.getSnapshot().microphoneOn) this.notices.dismissKind('speaking-muted');
    this.view.update(tiles, [...this.speakers]);
    const now = this.store.getSnapshot();
    // What was so when one came in is no news, nor is what a reconnection brings back.
    this.talk.update(now, self !== undefined && this.speakers.has(self.identity));
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

function steadyFacts(before: RoomFacts, now: RoomFacts): RoomFacts {
  const rights = before.rights !== null && now.rights !== null ? steadyObject(before.rights, now.rights) : now.rights;
  return steadyObject(before, { ...now, rights, spotlight: steadyTexts(before.spotlight, now.spotlight) });
}
