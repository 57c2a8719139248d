import { apiUrl, call } from './api';
import type { AccessLevel, LobbyMode, RoomRights } from './roomsApi';

export interface AdminUser {
  readonly id: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly isAdmin: boolean;
  readonly provisional: boolean;
  readonly createdAt: string;
  readonly lastSignInAt: string | null;
  readonly disabledAt: string | null;
}

export interface AdminRoom {
  readonly id: string;
  readonly slug: string;
  readonly title: string | null;
  readonly access: AccessLevel;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly participants?: number;
}

export interface LiveMeeting {
  readonly roomId: string;
  readonly slug: string;
  readonly title: string | null;
  readonly startedAt: string | null;
  readonly participants: number;
}

export interface ApplicationView {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly domains: readonly string[];
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly disabledAt: string | null;
  /** Told once, when it is made. */
  readonly secret?: string;
}

export interface WebhookView {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly createdAt: string;
  readonly disabledAt: string | null;
  /** Since when every attempt has failed. */
  readonly failingSince: string | null;
  /** Told once, when it is made. */
  readonly secret?: string;
}

export interface DeliveryView {
  readonly id: string;
  readonly eventType: string;
  readonly createdAt: string;
  readonly attempts: number;
  readonly deliveredAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly responseStatus: number | null;
  readonly error: string | null;
}

export interface AuditEntryView {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly room: string | null;
  readonly details: unknown;
}

export const scopes = ['rooms:read', 'rooms:create', 'rooms:update', 'rooms:delete', 'meetings:read', 'meetings:join', 'meetings:moderate'] as const;
export const eventTypes = [
  'room.created', 'room.updated', 'room.deleted', 'meeting.started', 'meeting.ended',
  'participant.joined', 'participant.left', 'lobby.waiting', 'lobby.left',
] as const;

/** What is allowed on the whole server. */
export interface Policy {
  readonly allowedAccessLevels: readonly AccessLevel[];
  readonly defaultAccessLevel: AccessLevel;
  readonly defaultLobby: LobbyMode;
  readonly defaultRights: RoomRights;
  readonly anonymousCreation: boolean;
  readonly editableDisplayNames: boolean;
  readonly provisionalUsers: boolean;
  readonly maxCapacity: number | null;
  readonly roomExpiryDays: number | null;
  readonly meetingRetentionDays: number;
  readonly auditRetentionDays: number;
  readonly hostAcr: readonly string[];
  readonly hostAmr: readonly string[];
  readonly adminAcr: readonly string[];
  readonly adminAmr: readonly string[];
}

export interface UsageSearch {
  /** Days, as `2027-01-31`. */
  readonly from: string;
  readonly to: string;
  readonly period: 'day' | 'month';
}

export interface UsageFigures {
  readonly meetings: number;
  readonly participantMinutes: number;
  readonly peak: number;
  readonly people: number;
  readonly rooms: number;
}

export interface Usage {
  readonly periods: readonly (UsageFigures & { readonly start: string })[];
}

const page = (path: string, search: Record<string, string | number | null | undefined>) => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value !== null && value !== undefined && value !== '') query.set(name, String(value));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
};

export const adminApi = {
  users: (q: string, cursor: string | null) => call<{ users: AdminUser[]; next: string | null }>('GET', page('/admin/users', { q, cursor })),
  createUser: (user: { email: string; displayName: string }) => call<AdminUser>('POST', '/admin/users', user),
  changeUser: (id: string, change: { isAdmin?: boolean; displayName?: string }) => call<AdminUser>('PATCH', `/admin/users/${id}`, change),
  userAction: (id: string, action: 'disable' | 'enable' | 'revoke' | 'erase', body: unknown = {}) => call<unknown>('POST', `/admin/users/${id}/${action}`, body),
  /** What the first one has goes over to the second, and the first one is gone. */
  mergeUser: (id: string, into: string) => call<AdminUser>('POST', `/admin/users/${id}/merge`, { into }),
  userLink: (id: string) => call<{ url: string }>('POST', `/admin/users/${id}/link`, {}),
  userExportUrl: (id: string) => apiUrl(`/admin/users/${id}/export`),

  rooms: (q: string, cursor: string | null) => call<{ rooms: AdminRoom[]; next: string | null }>('GET', page('/admin/rooms', { q, cursor })),
  transferRoom: (id: string, email: string) => call<AdminRoom>('POST', `/admin/rooms/${id}/transfer`, { email }),
  removeRoom: (id: string) => call<void>('DELETE', `/admin/rooms/${id}`),
  meetings: (cursor: string | null) => call<{ meetings: LiveMeeting[]; next: string | null }>('GET', page('/admin/meetings', { cursor })),
  endMeeting: (roomId: string) => call<void>('POST', `/admin/meetings/${roomId}/end`, {}),

  applications: (cursor: string | null) => call<{ applications: ApplicationView[]; next: string | null }>('GET', page('/admin/applications', { cursor })),
  createApplication: (one: { name: string; scopes: string[]; domains: string[] }) => call<ApplicationView>('POST', '/admin/applications', one),
  changeApplication: (id: string, change: { name?: string; scopes?: string[]; domains?: string[]; disabled?: boolean }) => call<ApplicationView>('PATCH', `/admin/applications/${id}`, change),
  removeApplication: (id: string) => call<void>('DELETE', `/admin/applications/${id}`),
  newSecret: (id: string) => call<ApplicationView>('POST', `/admin/applications/${id}/secret`, {}),
  webhooks: (id: string, cursor: string | null) => call<{ webhooks: WebhookView[]; next: string | null }>('GET', page(`/admin/applications/${id}/webhooks`, { cursor })),
  createWebhook: (id: string, one: { url: string; events: string[] }) => call<WebhookView>('POST', `/admin/applications/${id}/webhooks`, one),
  changeWebhook: (id: string, webhook: string, change: { disabled: boolean }) => call<WebhookView>('PATCH', `/admin/applications/${id}/webhooks/${webhook}`, change),
  removeWebhook: (id: string, webhook: string) => call<void>('DELETE', `/admin/applications/${id}/webhooks/${webhook}`),
  testWebhook: (id: string, webhook: string) => call<unknown>('POST', `/admin/applications/${id}/webhooks/${webhook}/test`, {}),
  retry: (id: string, webhook: string, delivery: string) => call<unknown>('POST', `/admin/applications/${id}/webhooks/${webhook}/deliveries/${delivery}/retry`, {}),
  deliveries: (id: string, webhook: string, cursor: string | null) => call<{ deliveries: DeliveryView[]; next: string | null }>('GET', page(`/admin/applications/${id}/webhooks/${webhook}/deliveries`, { cursor })),

  policy: () => call<Policy>('GET', '/admin/policy'),
  savePolicy: (policy: Policy) => call<Policy>('PUT', '/admin/policy', policy),
  usage: (search: UsageSearch) => call<Usage>('GET', page('/admin/usage', { ...search })),
  usageCsvUrl: (search: UsageSearch) => apiUrl(page('/admin/usage.csv', { ...search })),
  audit: (search: { before: number | null; action: string; actor: string; room: string }) => call<{ entries: AuditEntryView[] }>('GET', page('/admin/audit', { limit: 100, ...search })),
  verifyAudit: () => call<{ valid: boolean; entries: number; fault: { sequence: number } | null }>('POST', '/admin/audit/verify', {}),
};
