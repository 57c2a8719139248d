import { isChosenSlug, readRoomCode } from '../../client/roomCode';
import type { AccessLevel, LobbyMode, RoomChange, RoomRights, RoomView } from '../../client/roomsApi';

/** What the settings of a room are while they are edited: fields hold text. */
export interface RoomForm {
  title: string;
  slug: string;
  access: AccessLevel;
  lobby: LobbyMode;
  locked: boolean;
  capacity: string;
  /** A day, as `2027-01-31`, at whose end the room is deleted. */
  expires: string;
  rights: RoomRights;
  /** Null where the server keeps nothing. */
  chatHistory: boolean | null;
}

export type RoomFormFault = 'slugInvalid' | 'capacityInvalid' | 'expiresInvalid';

export const everyRight: RoomRights = { microphone: 'everyone', camera: 'everyone', screenShare: 'everyone', chat: 'everyone', muteOthers: 'hosts', record: 'hosts' };

export function formOf(room: RoomView): RoomForm {
  return {
    title: room.title ?? '',
    slug: room.slug,
    access: room.access,
    lobby: room.lobby ?? 'byAccess',
    locked: room.locked,
    capacity: room.capacity === null ? '' : String(room.capacity),
    expires: room.expiresAt === null ? '' : localDay(new Date(room.expiresAt)),
    rights: room.rights ?? everyRight,
    chatHistory: room.chatHistory ?? null,
  };
}

export function faultsOf(form: RoomForm, room: RoomView, now: Date): RoomFormFault[] {
  const faults: RoomFormFault[] = [];
  if (form.slug.trim() !== room.slug && !isChosenSlug(form.slug.trim())) faults.push('slugInvalid');
  if (form.capacity.trim() !== '' && readCapacity(form.capacity) === null) faults.push('capacityInvalid');
  if (form.expires !== formOf(room).expires && form.expires !== '' && !(endOf(form.expires) > now)) faults.push('expiresInvalid');
  return faults;
}

/** Only what was changed, so that two people who edit different things do not undo each other. */
export function changeOf(form: RoomForm, room: RoomView): RoomChange {
  const before = formOf(room);
  const change: RoomChange = {};
  if (form.title.trim() !== before.title) change.title = form.title.trim() === '' ? null : form.title.trim();
  if (form.slug.trim() !== before.slug) change.slug = form.slug.trim();
  if (form.access !== before.access) change.access = form.access;
  if (form.lobby !== before.lobby) change.lobby = form.lobby;
  if (form.locked !== before.locked) change.locked = form.locked;
  if (form.capacity.trim() !== before.capacity) change.capacity = readCapacity(form.capacity);
  if (form.expires !== before.expires) change.expiresAt = form.expires === '' ? null : endOf(form.expires).toISOString();
  if (form.chatHistory !== null && form.chatHistory !== before.chatHistory) change.chatHistory = form.chatHistory;
  const rights = Object.entries(form.rights).filter(([name, audience]) => before.rights[name as keyof RoomRights] !== audience);
  if (rights.length > 0) change.rights = Object.fromEntries(rights);
  return change;
}

/** A code is unguessable; a name that was chosen is not. */
export const isCode = (slug: string): boolean => /^[a-z]{3}-[a-z]{4}-[a-z]{3}$/.test(slug) && readRoomCode(slug) === slug;

function readCapacity(text: string): number | null {
  const value = Number(text.trim());
  return /^\d+$/.test(text.trim()) && value >= 1 && value <= 10_000 ? value : null;
}

const endOf = (day: string): Date => new Date(`${day}T23:59:59`);

function localDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
