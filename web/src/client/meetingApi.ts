import { call } from './api';
import type { ModeratedSource } from './room';
import { roomsApi, type RoomChange, type RoomRole, type RoomView } from './roomsApi';

/** Some people in the meeting, or all of them but a few. */
export type Whom = { readonly identities: readonly string[] } | { readonly all: true; readonly except?: readonly string[] };

/** The public chat of a meeting as the server keeps it. */
export interface KeptChat {
  readonly messages: readonly {
    readonly id: string;
    readonly from: string;
    readonly name: string;
    readonly text: string;
    readonly sentAt: number;
    readonly replyTo: string | null;
    readonly reactions: readonly { readonly emoji: string; readonly by: readonly string[] }[];
  }[];
}

/** A copy of what one wrote to everybody. */
export interface ChatCopy {
  readonly identity: string;
  readonly topic: string;
  readonly id: string;
  readonly text: string;
  readonly replyTo?: string;
}

/** What the server does to a live meeting. It decides who may; nothing here is decided by the browser. */
export interface MeetingPort {
  mute(whom: Whom, source: ModeratedSource): Promise<void>;
  askUnmute(whom: Whom): Promise<void>;
  remove(identity: string, ban: boolean): Promise<void>;
  setRole(identity: string, role: RoomRole): Promise<void>;
  spotlight(identities: readonly string[]): Promise<void>;
  raiseHand(identity: string, raised: boolean): Promise<void>;
  lowerHands(whom: Whom): Promise<void>;
  rename(identity: string, name: string): Promise<void>;
  end(): Promise<void>;
  room(): Promise<RoomView>;
  changeRoom(change: RoomChange): Promise<RoomView>;
  /** What was written before one came. */
  chat(): Promise<KeptChat>;
  /** Hands in a copy of what one wrote to everybody. */
  keepChat(copy: ChatCopy): Promise<void>;
}

export function meetingApi(slug: string): MeetingPort {
  const meeting = `/rooms/${encodeURIComponent(slug)}/meeting`;
  const post = (what: string, body: unknown) => call<void>('POST', `${meeting}/${what}`, body);
  return {
    mute: (whom, source) => post('mute', { ...whom, source }),
    askUnmute: (whom) => post('ask-unmute', whom),
    remove: (identity, ban) => post('remove', { identities: [identity], ban }),
    setRole: (identity, role) => post('roles', { identity, role }),
    spotlight: (identities) => post('spotlight', { identities }),
    raiseHand: (identity, raised) => post('hand', { identity, raised }),
    lowerHands: (whom) => post('lower-hands', whom),
    rename: (identity, name) => post('rename', { identity, name }),
    end: () => post('end', {}),
    keepChat: (copy) => post('chat', copy),
    chat: () => call<KeptChat>('GET', `${meeting}/chat`),
    room: () => roomsApi.get(slug),
    changeRoom: (change) => roomsApi.change(slug, change),
  };
}
