import type { RoomFacts, SystemMessage } from './room';
import type { Audience, RoomRights, RoomRole } from './roomsApi';

/** Where the system messages of the server travel. Only packets without a sender count: a participant's always name it. */
export const systemTopic = 'visio.system';

/** Topics that begin so are closed to participants. */
export const reservedTopics = 'visio.';

/** Attributes that only the server writes. */
export const serverAttributes = { role: 'visio.role', guest: 'visio.guest', hand: 'visio.hand', removed: 'visio.removed' } as const;

const roles: readonly RoomRole[] = ['participant', 'member', 'deputy', 'coHost', 'owner'];
const audiences: readonly Audience[] = ['everyone', 'members', 'hosts'];

export function readRole(text: unknown): RoomRole {
  return roles.find((role) => role === text) ?? 'none';
}

/** Milliseconds since the epoch, or null for a hand that is down. */
export function readHand(text: string | undefined): number | null {
  const time = text === undefined || text === '' ? NaN : Number(text);
  return Number.isFinite(time) && time > 0 ? time : null;
}

/** Why the server took a participant out: written on them just before, since LiveKit's own protocol has one reason for all of them. */
export function readRemoval(text: string | undefined): 'removed' | 'banned' | 'revoked' {
  return text === 'banned' || text === 'revoked' ? text : 'removed';
}

/** Reads the room's metadata, which the product writes as JSON. What it does not understand is as if nothing were said. */
export function readFacts(metadata: string | undefined): RoomFacts {
  const value = readObject(metadata ?? '');
  const access = value.access;
  return {
    title: typeof value.title === 'string' ? value.title : null,
    access: access === 'public' || access === 'trusted' || access === 'restricted' ? access : null,
    locked: value.locked === true,
    rights: readRights(value.rights),
    spotlight: Array.isArray(value.spotlight) ? value.spotlight.filter((one): one is string => typeof one === 'string') : [],
    chatHistory: value.chatHistory === true,
  };
}

export function readSystemMessage(text: string): SystemMessage | null {
  const value = readObject(text);
  const by = typeof value.by === 'string' && value.by !== '' ? value.by : null;
  switch (value.type) {
    case 'ask-unmute':
      return { type: 'ask-unmute', by };
    case 'muted':
      return { type: 'muted', by, source: value.source === 'camera' || value.source === 'screenShare' ? value.source : 'microphone' };
    case 'role':
      return { type: 'role', by, role: readRole(value.role) };
    default:
      return null;
  }
}

function readRights(value: unknown): RoomRights | null {
  if (typeof value !== 'object' || value === null) return null;
  const given = value as Record<string, unknown>;
  const read = (name: string, otherwise: Audience) => audiences.find((one) => one === given[name]) ?? otherwise;
  return {
    microphone: read('microphone', 'everyone'),
    camera: read('camera', 'everyone'),
    screenShare: read('screenShare', 'everyone'),
    chat: read('chat', 'everyone'),
    muteOthers: read('muteOthers', 'hosts'),
    record: read('record', 'hosts'),
  };
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
