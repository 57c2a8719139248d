import type { ModeratedSource, Participant, RoomFacts } from '../client/room';
import type { Audience, RoomRole } from '../client/roomsApi';

const ranks: Record<RoomRole, number> = { none: 0, participant: 0, member: 1, deputy: 2, coHost: 3, owner: 4 };

/** The roles that can be given during a meeting; owners are named in the room's settings. */
export const liveRoles = ['participant', 'member', 'coHost'] as const;
export type LiveRole = (typeof liveRoles)[number];

/** Co-hosts and owners moderate. */
export const isHost = (role: RoomRole): boolean => ranks[role] >= ranks.coHost;

/** Whether `role` belongs to the circle; as the server decides it, so that no button is shown that would be refused. */
export function has(circle: Audience, role: RoomRole): boolean {
  return circle === 'everyone' || ranks[role] >= (circle === 'members' ? ranks.member : ranks.coHost);
}

/** A deputy admits while no host is in the room. */
export function mayAdmit(role: RoomRole, people: readonly Participant[]): boolean {
  return isHost(role) || (role === 'deputy' && !people.some((one) => isHost(one.role)));
}

/** What one person may do to another, as far as it makes sense now. */
export interface Powers {
  /** What can be switched off at them now. */
  readonly stop: readonly ModeratedSource[];
  readonly askUnmute: boolean;
  readonly lowerHand: boolean;
  /** The roles that they can be given, without the one they have. */
  readonly roles: readonly LiveRole[];
  readonly spotlight: boolean;
  readonly remove: boolean;
}

const none: Powers = { stop: [], askUnmute: false, lowerHand: false, roles: [], spotlight: false, remove: false };

/** The server decides; this only says which buttons to show. */
export function powersOver(self: Participant | undefined, other: Participant, facts: RoomFacts): Powers {
  if (self === undefined) return none;
  const host = isHost(self.role);
  const mayMute = !other.isLocal && (host || (facts.rights !== null && has(facts.rights.muteOthers, self.role)));
  const stop: ModeratedSource[] = [];
  if (mayMute && other.microphoneOn) stop.push('microphone');
  if (!host) return { ...none, stop };
  if (!other.isLocal && other.cameraOn) stop.push('camera');
  if (!other.isLocal && other.sharing) stop.push('screenShare');
  const above = other.isLocal || ranks[other.role] >= ranks.owner;
  return {
    stop,
    askUnmute: !other.isLocal && !other.microphoneOn,
    lowerHand: !other.isLocal && other.handSince !== null,
    roles: above ? [] : liveRoles.filter((role) => role !== other.role && !(role === 'participant' && other.role === 'none')),
    spotlight: true,
    remove: !above,
  };
}

/** Whether there is anything to choose in a menu about this person. */
export function anyPower(powers: Powers): boolean {
  return powers.stop.length > 0 || powers.askUnmute || powers.lowerHand || powers.roles.length > 0 || powers.spotlight || powers.remove;
}

/** Identities of raised hands, first come first: by the server's clock, ties by identity. */
export function handQueue(people: readonly Participant[]): readonly string[] {
  return people
    .filter((one) => one.handSince !== null)
    .sort((a, b) => (a.handSince ?? 0) - (b.handSince ?? 0) || (a.identity < b.identity ? -1 : 1))
    .map((one) => one.identity);
}
