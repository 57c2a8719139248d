import { apiUrl, call, type Session } from './api';

export interface Me {
  readonly id: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly isAdmin: boolean;
  readonly hasPassword: boolean;
}

export type SignInMethod = 'development' | 'password' | 'passkey' | 'link' | 'openIdConnect';

export interface OpenSession {
  readonly id: string;
  readonly method: SignInMethod;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** The one of this browser. */
  readonly current: boolean;
}

export interface PasskeyInfo {
  readonly id: string;
  readonly name: string | null;
  readonly createdAt: string;
}

/** The fewest characters of a password that the server takes. */
export const passwordLength = 12;

export const accountsApi = {
  signInByPassword: (email: string, password: string) => call<Session>('POST', '/session/password', { email, password }),
  signInByLink: (token: string) => call<Session>('POST', '/session/link', { token }),
  passkeyOptions: () => call<PublicKeyCredentialRequestOptionsJSON>('POST', '/session/passkey/options', {}),
  signInByPasskey: (credential: unknown) => call<Session>('POST', '/session/passkey', { credential }),
  /** The page of the server that sends the browser to the identity provider. */
  openIdConnectUrl: (returnTo: string, silent = false, assurance: 'host' | 'admin' | null = null) =>
    apiUrl(`/auth/oidc/start?returnTo=${encodeURIComponent(returnTo)}${silent ? '&silent=true' : ''}${assurance === null ? '' : `&assurance=${assurance}`}`),

  me: () => call<Me>('GET', '/me'),
  change: (change: { displayName?: string; email?: string }) => call<Me>('PATCH', '/me', change),
  changePassword: (password: string, current?: string) => call<void>('PUT', '/me/password', current === undefined ? { password } : { current, password }),
  sessions: () => call<{ sessions: OpenSession[] }>('GET', '/me/sessions'),
  endSession: (id: string) => call<void>('DELETE', `/me/sessions/${id}`),
  endOtherSessions: () => call<void>('DELETE', '/me/sessions'),
  passkeys: () => call<{ passkeys: PasskeyInfo[] }>('GET', '/me/passkeys'),
  newPasskeyOptions: () => call<PublicKeyCredentialCreationOptionsJSON>('POST', '/me/passkeys/options', {}),
  addPasskey: (credential: unknown, name: string) => call<PasskeyInfo>('POST', '/me/passkeys', { credential, name }),
  renamePasskey: (id: string, name: string) => call<PasskeyInfo>('PATCH', `/me/passkeys/${encodeURIComponent(id)}`, { name }),
  removePasskey: (id: string) => call<void>('DELETE', `/me/passkeys/${encodeURIComponent(id)}`),
  exportUrl: apiUrl('/me/export'),
  erase: (confirm: string) => call<void>('DELETE', '/me', { confirm }),
};
