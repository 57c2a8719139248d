import type { Policy } from '../../client/adminApi';
import type { AccessLevel, LobbyMode, RoomRights } from '../../client/roomsApi';

/** The policy while it is edited: fields hold text, lists are separated by blanks. */
export interface PolicyForm {
  allowedAccessLevels: AccessLevel[];
  defaultAccessLevel: AccessLevel;
  defaultLobby: LobbyMode;
  defaultRights: RoomRights;
  anonymousCreation: boolean;
  editableDisplayNames: boolean;
  provisionalUsers: boolean;
  maxCapacity: string;
  roomExpiryDays: string;
  meetingRetentionDays: string;
  auditRetentionDays: string;
  hostAcr: string;
  hostAmr: string;
  adminAcr: string;
  adminAmr: string;
}

/** Fields that are wrong, and the text that says why. */
export type PolicyFaults = Partial<Record<keyof PolicyForm, 'numberInvalid' | 'numberNeeded' | 'noneAllowed' | 'defaultNotAllowed'>>;

export const optionalNumbers = ['maxCapacity', 'roomExpiryDays'] as const;
export const neededNumbers = ['meetingRetentionDays', 'auditRetentionDays'] as const;
export const lists = ['hostAcr', 'hostAmr', 'adminAcr', 'adminAmr'] as const;

export function formOf(policy: Policy): PolicyForm {
  const text = (value: number | null) => (value === null ? '' : String(value));
  return {
    allowedAccessLevels: [...policy.allowedAccessLevels],
    defaultAccessLevel: policy.defaultAccessLevel,
    defaultLobby: policy.defaultLobby,
    defaultRights: policy.defaultRights,
    anonymousCreation: policy.anonymousCreation,
    editableDisplayNames: policy.editableDisplayNames,
    provisionalUsers: policy.provisionalUsers,
    maxCapacity: text(policy.maxCapacity),
    roomExpiryDays: text(policy.roomExpiryDays),
    meetingRetentionDays: text(policy.meetingRetentionDays),
    auditRetentionDays: text(policy.auditRetentionDays),
    hostAcr: policy.hostAcr.join(' '),
    hostAmr: policy.hostAmr.join(' '),
    adminAcr: policy.adminAcr.join(' '),
    adminAmr: policy.adminAmr.join(' '),
  };
}

export function faultsOf(form: PolicyForm): PolicyFaults {
  const faults: PolicyFaults = {};
  if (form.allowedAccessLevels.length === 0) faults.allowedAccessLevels = 'noneAllowed';
  else if (!form.allowedAccessLevels.includes(form.defaultAccessLevel)) faults.defaultAccessLevel = 'defaultNotAllowed';
  for (const name of optionalNumbers) if (form[name].trim() !== '' && readNumber(form[name]) === null) faults[name] = 'numberInvalid';
  for (const name of neededNumbers) if (readNumber(form[name]) === null) faults[name] = 'numberNeeded';
  return faults;
}

/** The policy to put in force. What this form does not know stays as it was: a PUT replaces everything. */
export function policyOf(form: PolicyForm, before: Policy): Policy {
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
  return {
    ...before,
    allowedAccessLevels: form.allowedAccessLevels,
    defaultAccessLevel: form.defaultAccessLevel,
    defaultLobby: form.defaultLobby,
    defaultRights: form.defaultRights,
    anonymousCreation: form.anonymousCreation,
    editableDisplayNames: form.editableDisplayNames,
    provisionalUsers: form.provisionalUsers,
    maxCapacity: readNumber(form.maxCapacity),
    roomExpiryDays: readNumber(form.roomExpiryDays),
    meetingRetentionDays: readNumber(form.meetingRetentionDays) ?? before.meetingRetentionDays,
    auditRetentionDays: readNumber(form.auditRetentionDays) ?? before.auditRetentionDays,
    hostAcr: words(form.hostAcr),
    hostAmr: words(form.hostAmr),
    adminAcr: words(form.adminAcr),
    adminAmr: words(form.adminAmr),
  };
}

/** A whole number from 1 on; null where there is none. */
function readNumber(text: string): number | null {
  const value = Number(text.trim());
  return /^\d+$/.test(text.trim()) && value >= 1 && value <= 1_000_000 ? value : null;
}
