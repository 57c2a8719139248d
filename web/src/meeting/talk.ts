import type { MeetingPort } from '../client/meetingApi';
import type { Room, RoomEvent } from '../client/room';
import type { PagePort } from '../client/page';
import { Announcements } from './announcements';
import { Captions } from './captions';
import { Chat, type ChatMessage } from './chat';
import { ChatDraft } from './chatDraft';
import { reactionTopic as chatReactionTopic } from './chatReactions';
import { HandReminder } from './handReminder';
import { Idle } from './idle';
import { LiveText, liveTextTopic } from './liveText';
import type { MeetingState } from './meeting';
import { Notices } from './notices';
import { Notifications } from './notifications';
import { Reactions, reactionTopic } from './reactions';

/** What the people of a meeting are called, and who is there. */
export interface Names {
  /** Also of people who left: their messages still stand there. */
  nameOf(identity: string): string;
  isHere(identity: string): boolean;
  count(): number;
  self(): string;
}

/** What a meeting does when it is asked to, from here. */
export interface TalkActions {
  lowerHand(): void;
  unmute(): void;
  leave(): void;
}

/** Milliseconds that one may keep one's hand up after having been asked, or turn the microphone on again. */
const handAskedFor = 7000;
const mutedToldFor = 10_000;

/** With more people than this inside, one enters muted. */
export const quietFrom = 50;

/** Everything that people say to each other besides voice and picture, and the news about it. */
export class Talk {
  readonly announcements = new Announcements();
  readonly notifications: Notifications;
  readonly notices: Notices;
  readonly chat: Chat;
  readonly draft: ChatDraft;
  readonly reactions: Reactions;
  readonly captions: Captions;
  readonly liveText: LiveText;
  readonly idle: Idle;
  private readonly hand: HandReminder;
  private place: number | null = null;
  private connectedBefore = false;
  private reader: () => void = () => {};

  constructor(
    room: Pick<Room, 'sendChat' | 'sendData'>,
    private readonly port: Pick<MeetingPort, 'chat'>,
    private readonly page: PagePort,
    names: Names,
    private readonly actions: TalkActions,
  ) {
    const nameOf = (identity: string) => names.nameOf(identity);
    const self = () => names.self();
    this.notifications = new Notifications(page, this.announcements, { count: () => names.count(), chatIsOpen: () => this.chat.store.getSnapshot().open });
    this.notices = new Notices((notice) => this.notifications.admit(notice));
    this.chat = new Chat(room, names, self, (message) => this.onMessage(message));
    // Whoever opens the chat needs no news of it any more.
    this.chat.store.subscribe(() => {
      if (this.chat.store.getSnapshot().open) this.hideMessages();
    });
    this.draft = new ChatDraft(this.chat, nameOf);
    this.reactions = new Reactions(room, nameOf, self, (reaction) => this.notifications.reaction(reaction));
    this.captions = new Captions(nameOf, self, (line) => this.notifications.typed(line));
    this.liveText = new LiveText(room, this.captions, self);
    this.idle = new Idle(actions.leave, () => page.preferences().idleLeave);
    this.hand = new HandReminder(() => this.askAboutHand());
  }

  /** How many people make one enter muted; undefined when none do. */
  muteAbove(): number | undefined {
    return this.page.preferences().autoMute && !this.page.done.has('auto-muted') ? quietFrom : undefined;
  }

  /** One entered with the microphone on, and is muted, since so many are there. */
  wasMuted(): void {
    this.page.done.add('auto-muted');
    this.notices.show('auto-muted', '', { shownFor: mutedToldFor, actions: [{ id: 'unmute', run: this.actions.unmute }] });
  }

  onEvent(event: RoomEvent): void {
    switch (event.type) {
      case 'chat':
        this.chat.receive(event.message);
        break;
      case 'caption':
        this.captions.receive(event.caption);
        break;
      case 'data':
        if (event.topic === chatReactionTopic) this.chat.receiveReaction(event.from, event.value);
        else if (event.topic === reactionTopic) this.reactions.receive(event.from, event.value);
        else if (event.topic === liveTextTopic) this.liveText.receive(event.from, event.value);
        break;
      case 'joined':
        this.liveText.repeat([event.identity]);
        break;
      case 'left':
        this.liveText.left(event.identity);
        this.notices.dismissOf(event.identity);
        break;
    }
  }

  /** The room was entered, or the connection is back: read what was said meanwhile. */
  connected(keepsChat: boolean): void {
    const again = this.connectedBefore;
    this.connectedBefore = true;
    if (again) this.liveText.repeat();
    if (keepsChat) void this.chat.catchUp(() => this.port.chat(), again);
  }

  update(state: MeetingState, speaking: boolean): void {
    const { self, people, phase, hands } = state;
    this.draft.refresh();
    this.idle.setAlone(phase === 'connected' && people.length === 1);
    this.hand.update(self?.handSince ?? null, speaking && state.microphoneOn);
    if ((self?.handSince ?? null) === null) this.notices.dismissKind('hand-speaking');
    const place = self === undefined ? 0 : hands.indexOf(self.identity) + 1;
    // What was so when one came in is no news.
    if (this.place !== null && place !== this.place && place > 0) this.notifications.place(place);
    if (self !== undefined) this.place = place;
  }

  close(): void {
    this.notices.clear();
    this.announcements.clear();
    this.reactions.clear();
    this.captions.clear();
    this.liveText.close();
    this.idle.close();
    this.hand.close();
  }

  private onMessage(message: ChatMessage): void {
    this.notifications.message(message);
    const { name, from, text, to } = message;
    // One at a time: who talks a lot does not fill the screen.
    this.hideMessages();
    this.notices.show(to === null ? 'message' : 'message-private', name, { from, text, actions: [{ id: 'read', run: () => this.read() }] });
  }

  /** Opens the chat. */
  read(): void {
    this.reader();
  }

  /** The call's frame says how the chat is opened. */
  readWith(open: () => void): () => void {
    this.reader = open;
    return () => {
      this.reader = () => {};
    };
  }

  private hideMessages(): void {
    this.notices.dismissKind('message');
    this.notices.dismissKind('message-private');
  }

  private askAboutHand(): void {
    const lower = this.actions.lowerHand;
    this.notices.show('hand-speaking', '', { shownFor: handAskedFor, onMissed: lower, actions: [{ id: 'lower', run: lower }, { id: 'keep', run: () => {} }] });
  }
}
