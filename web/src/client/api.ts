import type { AccessLevel, LobbyMode, RoomView } from './roomsApi';
import { readAnswer } from './shownAnswer';

export interface SessionUser {
  readonly id: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly isAdmin: boolean;
}

export interface Session {
  readonly user: SessionUser | null;
  /** The server lets people sign in with nothing but a name (`--dev`). */
  readonly devSignIn: boolean;
  /** The ways to sign in that this server offers. */
  readonly signIn: { readonly password: boolean; readonly passkey: boolean; readonly openIdConnect: boolean };
  /** Whether a meeting may be made without signing in. */
  readonly anonymousCreation: boolean;
  /** Where people report what they cannot use: an e-mail address or one that begins with `https:`; null where nobody said. */
  readonly accessibilityContact?: string | null;
  /** What this server's policy lets rooms be; everything, where it does not say. */
  readonly rooms?: { readonly accessLevels: readonly AccessLevel[]; readonly defaultAccess: AccessLevel; readonly defaultLobby: LobbyMode; readonly maxCapacity: number | null };
}

/** An RFC 9457 problem, or `network` when no answer came at all. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    /** Stable, for programs: what the screens translate. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ApiProblem';
  }
}

const base = '/api/v1';

export const api = {
  session: () => call<Session>('GET', '/session'),
  /** With an e-mail address one is the same person each time. */
  signIn: (displayName: string, email?: string) => call<Session>('POST', '/session', email === undefined ? { displayName } : { displayName, email }),
  /** Answers where the browser has to go to end the provider's session too. */
  signOut: () => call<{ location: string | null } | undefined>('DELETE', '/session'),
  createRoom: (title?: string) => call<RoomView>('POST', '/rooms', title ? { title } : {}),
  room: (slug: string) => call<RoomView>('GET', `/rooms/${encodeURIComponent(slug)}`),
};

/** The address of an API path, for links that the browser follows by itself. */
export const apiUrl = (path: string): string => base + path;

/** Calls the API. `T` is undefined when the answer has no body. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(base + path, {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? { Accept: 'application/json' } : { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new ApiProblem(0, 'network', 'The server did not answer');
  }
  const text = await response.text();
  if (!response.ok) throw readProblem(response.status, text);
  return (text === '' ? undefined : readAnswer(text)) as T;
}

function readProblem(status: number, text: string): ApiProblem {
  try {
    const problem = JSON.parse(text) as { code?: unknown; title?: unknown; detail?: unknown };
    const code = typeof problem.code === 'string' ? problem.code : `http-${status}`;
    const detail = typeof problem.detail === 'string' ? problem.detail : problem.title;
    return new ApiProblem(status, code, typeof detail === 'string' ? detail : code);
  } catch {
    return new ApiProblem(status, `http-${status}`, `The server answered ${status}`);
  }
}
