import { call } from './api';
import type { JoinGrant } from './room';
import type { RoomRole, RoomView } from './roomsApi';

/**
 * What `POST /rooms/{slug}/join` answers: entered, or a place in the waiting room. With the reason `sign_in_required` whoever is
 * signed in need not wait.
 */
export type JoinAnswer =
  | ({ readonly status: 'admitted'; readonly role: RoomRole; readonly room: RoomView } & JoinGrant)
  | { readonly status: 'waiting'; readonly reason: string; readonly name: string; readonly room: RoomView };

/** Somebody who waits, as hosts see them. */
export interface WaitingPerson {
  readonly id: string;
  readonly name: string;
  readonly guest: boolean;
  readonly email?: string | null;
  readonly kind?: string;
  /** When they came: ISO 8601, or milliseconds since the epoch. */
  readonly since?: string | number;
  /** False while their page has lost its connection. */
  readonly connected?: boolean;
}

/** Some of those who wait, or all of them. */
export type WhoWaits = { readonly ids: readonly string[] } | { readonly all: true };

const room = (slug: string) => `/rooms/${encodeURIComponent(slug)}`;

export const lobbyApi = {
  join: (slug: string, displayName: string) => call<JoinAnswer>('POST', `${room(slug)}/join`, { displayName }),
  giveUp: (slug: string) => call<void>('DELETE', `${room(slug)}/lobby/wait`),
  waitPath: (slug: string) => `${room(slug)}/lobby/wait`,
  admit: (slug: string, who: WhoWaits) => call<void>('POST', `${room(slug)}/lobby/admit`, who),
  deny: (slug: string, who: WhoWaits) => call<void>('POST', `${room(slug)}/lobby/deny`, who),
  message: (slug: string, who: WhoWaits, text: string) => call<void>('POST', `${room(slug)}/lobby/message`, { ...who, text }),
};

/** Longest message to those who wait, in characters. */
export const lobbyTextLimit = 500;
