import type { EventFeed, OpenFeed } from '../client/events';
import type { WaitingPerson, WhoWaits } from '../client/lobbyApi';
import { Store } from './store';

/** What a host does about those who wait. */
export interface LobbyPort {
  admit(slug: string, who: WhoWaits): Promise<unknown>;
  deny(slug: string, who: WhoWaits): Promise<unknown>;
  message(slug: string, who: WhoWaits, text: string): Promise<unknown>;
}

/** The waiting room of one of the rooms that this person may open the door of. */
export interface Lobby {
  readonly slug: string;
  readonly title: string | null;
  readonly waiting: readonly WaitingPerson[];
}

export interface HostLobbyState {
  /** Rooms in which somebody waits. */
  readonly lobbies: readonly Lobby[];
  /** People who are being admitted or turned away: their buttons rest. */
  readonly leaving: ReadonlySet<string>;
  /** The last attempt failed; the next one, or the next news, clears it. */
  readonly failed: boolean;
}

/** Who waits, for those who may let them in. The server pushes the whole list whenever it changes. */
export class HostLobby {
  readonly store = new Store<HostLobbyState>({ lobbies: [], leaving: new Set(), failed: false });
  private feed: EventFeed | null = null;
  private known = new Set<string>();

  constructor(
    private readonly openFeed: OpenFeed,
    private readonly port: LobbyPort,
    /** Called with each person who begins to wait, also with those found waiting at first. */
    private readonly onKnock: (lobby: Lobby, person: WaitingPerson) => void = () => {},
    /** Called when a meeting begins or ends in one of those rooms. */
    private readonly onMeeting: () => void = () => {},
  ) {}

  open(): void {
    if (this.feed !== null) return;
    this.feed = this.openFeed('/events', ['lobby', 'meeting'], {
      onEvent: (name, data) => {
        if (name === 'lobby') this.receive(data);
        else this.onMeeting();
      },
      onState: () => {},
    });
  }

  close(): void {
    this.feed?.close();
    this.feed = null;
    this.known.clear();
    this.store.set({ lobbies: [], leaving: new Set(), failed: false });
  }

  waitingIn(slug: string): readonly WaitingPerson[] {
    return this.store.getSnapshot().lobbies.find((lobby) => lobby.slug === slug)?.waiting ?? [];
  }

  admit(slug: string, id: string | null): Promise<void> {
    return this.decide(slug, id, (who) => this.port.admit(slug, who));
  }

  deny(slug: string, id: string | null): Promise<void> {
    return this.decide(slug, id, (who) => this.port.deny(slug, who));
  }

  /** Writes to everybody who waits. False when it could not be sent. */
  async message(slug: string, text: string): Promise<boolean> {
    try {
      await this.port.message(slug, { all: true }, text);
      this.store.patch({ failed: false });
      return true;
    } catch {
      this.store.patch({ failed: true });
      return false;
    }
  }

  private async decide(slug: string, id: string | null, act: (who: WhoWaits) => Promise<unknown>): Promise<void> {
    const ids = id === null ? this.waitingIn(slug).map((one) => one.id) : [id];
    this.store.patch({ leaving: new Set([...this.store.getSnapshot().leaving, ...ids]), failed: false });
    try {
      await act(id === null ? { all: true } : { ids });
      // They are gone whatever the stream says and when; it says so too, a moment later or earlier.
      this.put(slug, (waiting) => waiting.filter((one) => !ids.includes(one.id)));
    } catch {
      this.store.patch({ failed: true });
    } finally {
      this.store.patch({ leaving: new Set([...this.store.getSnapshot().leaving].filter((one) => !ids.includes(one))) });
    }
  }

  private put(slug: string, change: (waiting: readonly WaitingPerson[]) => readonly WaitingPerson[]): void {
    const lobbies = this.store.getSnapshot().lobbies.map((one) => (one.slug === slug ? { ...one, waiting: change(one.waiting) } : one));
    this.store.patch({ lobbies: lobbies.filter((one) => one.waiting.length > 0) });
  }

  private receive(data: unknown): void {
    const lobby = readLobby(data);
    if (lobby === null) return;
    const { lobbies } = this.store.getSnapshot();
    const others = lobbies.filter((one) => one.slug !== lobby.slug);
    // A room keeps its place in the list while people come and go.
    const place = lobbies.findIndex((one) => one.slug === lobby.slug);
    const next = [...others];
    if (lobby.waiting.length > 0) next.splice(place < 0 ? others.length : place, 0, lobby);
    this.store.patch({ lobbies: next, failed: false });
    const key = (person: WaitingPerson) => `${lobby.slug} ${person.id}`;
    const now = new Set(lobby.waiting.map(key));
    for (const person of lobby.waiting) if (!this.known.has(key(person))) this.onKnock(lobby, person);
    this.known = new Set([...[...this.known].filter((one) => !one.startsWith(`${lobby.slug} `)), ...now]);
  }
}

function readLobby(data: unknown): Lobby | null {
  if (typeof data !== 'object' || data === null) return null;
  const { slug, title, waiting } = data as { slug?: unknown; title?: unknown; waiting?: unknown };
  if (typeof slug !== 'string' || !Array.isArray(waiting)) return null;
  return {
    slug,
    title: typeof title === 'string' ? title : null,
    waiting: waiting.filter((one): one is WaitingPerson => typeof one === 'object' && one !== null && typeof (one as WaitingPerson).id === 'string' && typeof (one as WaitingPerson).name === 'string'),
  };
}
