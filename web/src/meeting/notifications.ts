import { announces, type AnnouncementKind } from '../client/announcements';
import type { Chime } from '../client/chime';
import type { PagePort } from '../client/page';
import type { Announcements, Said } from './announcements';
import type { CaptionLine } from './captions';
import type { ChatMessage } from './chat';
import type { Notice, NoticeKind } from './notices';
import { RateLimit } from './rateLimit';
import type { Reaction } from './reactions';

/** With so many inside, comings and goings are no news. */
const many = 5;

/** What others do to one, or to the meeting. */
const moderation = new Set<NoticeKind>([
  ...(['microphone', 'camera', 'screenShare'] as const).flatMap((source) => [`${source}-stopped`, `${source}-stopped-by`, `${source}-taken`, `${source}-given`] as const),
  'chat-taken',
  'chat-given',
  'role-participant',
  'role-member',
  'role-deputy',
  'role-coHost',
  'role-owner',
  'all-muted',
  'asked-unmute',
  'locked',
  'unlocked',
  'spotlighted',
]);

/** Worth an interruption: one would go on speaking into nothing, or believe something done that is not. */
const urgent = (kind: NoticeKind) => kind.endsWith('-failed') || kind.includes('-stopped') || kind === 'auto-muted' || kind === 'speaking-muted' || kind === 'hand-speaking';

function kindOf(kind: NoticeKind): AnnouncementKind | null {
  if (moderation.has(kind)) return 'moderation';
  switch (kind) {
    case 'joined':
    case 'left':
      return 'people';
    case 'hand':
      return 'hands';
    case 'share-started':
      return 'sharing';
    case 'reconnected':
      return 'connection';
    default:
      return null;
  }
}

/** Decides what is shown, heard and spoken of what happens, as the person chose. */
export class Notifications {
  /** The same sound over and over helps nobody. */
  private readonly sounds = new RateLimit(1, 1500);
  private readonly spoken = new RateLimit(1, 1500);

  constructor(
    private readonly page: PagePort,
    private readonly announcements: Announcements,
    private readonly meeting: { count(): number; chatIsOpen(): boolean },
  ) {}

  /** Whether a notice is shown. Its sound and its words are on their way then, too. */
  admit(notice: Notice): boolean {
    const wanted = this.page.preferences();
    const { kind } = notice;
    const say = () => this.say(kindOf(kind), { type: 'notice', notice }, urgent(kind));
    switch (kind) {
      case 'joined':
      case 'left': {
        if (this.meeting.count() >= many) return false;
        say();
        if (this.page.isPhone()) return false;
        if (wanted.soundPresence) this.play(kind);
        return wanted.toastPresence;
      }
      case 'hand':
        say();
        if (wanted.soundHand) this.play('hand');
        return wanted.toastHand;
      case 'message':
      case 'message-private':
        // Its words are announced whether the chat is open or not: see `message`.
        return wanted.toastMessage && !this.meeting.chatIsOpen();
      default:
        say();
        return true;
    }
  }

  message({ name, text, to }: ChatMessage): void {
    const wanted = this.page.preferences();
    this.say('chat', { type: 'message', name, text, isPrivate: to !== null });
    if (wanted.soundMessage && !this.meeting.chatIsOpen()) this.play('message');
  }

  reaction({ name, emoji }: Reaction): void {
    if (this.wants('reactions') && this.spoken.allows('reaction')) this.announcements.say({ type: 'reaction', name, emoji });
  }

  place(place: number): void {
    this.say('hands', { type: 'place', place });
  }

  /** A line that somebody typed, whole: nobody wants to hear single letters. */
  typed({ name, text }: CaptionLine): void {
    // Another way to write to the others, and as much meant for everybody's ears.
    this.say('chat', { type: 'typed', name, text });
  }

  knock(): void {
    if (this.page.preferences().soundKnock) this.play('knock');
  }

  /** A host asks for one's voice. */
  asked(): void {
    this.play('attention');
  }

  /** Speaks news of a kind that the person wants; what belongs to no kind is always spoken. */
  private say(kind: AnnouncementKind | null, said: Said, isUrgent = false): void {
    if (kind === null || this.wants(kind)) this.announcements.say(said, isUrgent);
  }

  private wants(kind: AnnouncementKind): boolean {
    return announces(kind, this.page.preferences().silenced);
  }

  private play(chime: Chime): void {
    const { soundVolume } = this.page.preferences();
    if (soundVolume > 0 && this.sounds.allows(chime)) this.page.play(chime, soundVolume);
  }
}
