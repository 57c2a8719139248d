import { call } from './api';

export type AccessLevel = 'public' | 'trusted' | 'restricted';
export type LobbyMode = 'byAccess' | 'everyone' | 'off';
export type Audience = 'everyone' | 'members' | 'hosts';
export type MemberRole = 'member' | 'deputy' | 'coHost' | 'owner';
export type RoomRole = 'none' | 'participant' | MemberRole;

export const accessLevels: readonly AccessLevel[] = ['public', 'trusted', 'restricted'];
export const lobbyModes: readonly LobbyMode[] = ['byAccess', 'everyone', 'off'];
export const audiences: readonly Audience[] = ['everyone', 'members', 'hosts'];
export const memberRoles: readonly MemberRole[] = ['member', 'deputy', 'coHost', 'owner'];

/** Who may do what in a room. */
export interface RoomRights {
  readonly microphone: Audience;
  readonly camera: Audience;
  readonly screenShare: Audience;
  readonly chat: Audience;
  readonly muteOthers: Audience;
  readonly record: Audience;
}

export const rightNames = ['microphone', 'camera', 'screenShare', 'chat', 'muteOthers', 'record'] as const satisfies readonly (keyof RoomRights)[];

export interface RoomView {
  readonly slug: string;
  readonly title: string | null;
  readonly url: string;
  readonly access: AccessLevel;
  readonly locked: boolean;
  readonly createdAt: string;
  /** How many people are inside now. */
  readonly participants: number;
  /** What the caller is in it. */
  readonly role: RoomRole;
  /** False for a code that becomes a room when somebody signed in enters it. */
  readonly exists: boolean;
  // What follows is null for whoever is not at least a member.
  readonly lobby: LobbyMode | null;
  readonly capacity: number | null;
  readonly rights: RoomRights | null;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  /** Whether late joiners read what was written before; not told by servers that keep nothing. */
  readonly chatHistory?: boolean | null;
}

export interface RoomChange {
  title?: string | null;
  slug?: string;
  access?: AccessLevel;
  lobby?: LobbyMode;
  locked?: boolean;
  capacity?: number | null;
  rights?: Partial<RoomRights>;
  expiresAt?: string | null;
  chatHistory?: boolean;
}

export interface RoomMember {
  readonly userId: string;
  readonly displayName: string;
  /** Told to hosts only. */
  readonly email: string | null;
  readonly role: MemberRole;
  /** Named by e-mail, and never signed in yet. */
  readonly provisional: boolean;
}

export interface RoomBan {
  readonly id: string;
  readonly displayName?: string | null;
  readonly name?: string | null;
  readonly createdAt?: string;
}

export interface PastMeeting {
  readonly slug: string;
  readonly title: string | null;
  readonly joinedAt: string;
  readonly leftAt: string | null;
  readonly role: RoomRole;
}

const at = (slug: string, rest = '') => `/rooms/${encodeURIComponent(slug)}${rest}`;

const after = (cursor: string | null) => (cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`);

export const roomsApi = {
  mine: (cursor: string | null) => call<{ rooms: RoomView[]; next: string | null }>('GET', `/rooms?limit=50${after(cursor)}`),
  recent: (cursor: number | null) => call<{ meetings: PastMeeting[]; next: number | null }>('GET', `/me/meetings?limit=30${cursor === null ? '' : `&cursor=${cursor}`}`),
  create: (room: RoomChange) => call<RoomView>('POST', '/rooms', room),
  get: (slug: string) => call<RoomView>('GET', at(slug)),
  change: (slug: string, change: RoomChange) => call<RoomView>('PATCH', at(slug), change),
  remove: (slug: string) => call<void>('DELETE', at(slug)),
  duplicate: (slug: string) => call<RoomView>('POST', at(slug, '/duplicate'), {}),
  transfer: (slug: string, to: { userId: string } | { email: string }) => call<void>('POST', at(slug, '/transfer'), to),
  members: (slug: string, cursor: string | null) => call<{ members: RoomMember[]; next: string | null }>('GET', at(slug, `/members?limit=50${after(cursor)}`)),
  addMember: (slug: string, email: string, role: MemberRole) => call<RoomMember>('POST', at(slug, '/members'), { email, role }),
  changeMember: (slug: string, userId: string, role: MemberRole) => call<RoomMember>('PATCH', at(slug, `/members/${userId}`), { role }),
  removeMember: (slug: string, userId: string) => call<void>('DELETE', at(slug, `/members/${userId}`)),
  bans: (slug: string, cursor: string | null) => call<{ bans: RoomBan[]; next: string | null }>('GET', at(slug, `/bans?limit=50${after(cursor)}`)),
  unban: (slug: string, id: string) => call<void>('DELETE', at(slug, `/bans/${id}`)),
};
