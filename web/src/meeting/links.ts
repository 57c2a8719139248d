import type { LinkCause, LinkQuality, Participant } from '../client/room';
import type { RoomStats } from '../client/roomStats';
import { Store } from './store';

export interface PersonLink {
  readonly quality: LinkQuality;
  readonly cause: LinkCause;
}

/** Samples in a row that make a bad state, and that end it. */
const toBad = 2;
const toGood = 4;

/** How well each person comes in: what the server says of them, and what is measured here. Only those who do not come in well are in it. */
export class Links {
  readonly store = new Store<ReadonlyMap<string, PersonLink>>(new Map());
  /** How many samples in a row somebody came in badly; negative: well. */
  private readonly runs = new Map<string, number>();
  private readonly bad = new Set<string>();

  observe(stats: RoomStats, people: readonly Participant[]): void {
    const others = people.filter((one) => !one.isLocal);
    for (const one of people) {
      const losing = one.isLocal
        ? stats.sent.some((track) => track.packets > 0 && track.lost > 0.08)
        : stats.received.some((track) => track.identity === one.identity && track.packets > 0 && (track.lost > 0.08 || track.concealed > 0.15));
      const run = this.runs.get(one.identity) ?? 0;
      const next = losing ? Math.max(1, run + 1) : Math.min(-1, run - 1);
      this.runs.set(one.identity, next);
      if (next >= toBad) this.bad.add(one.identity);
      if (next <= -toGood) this.bad.delete(one.identity);
    }
    const present = new Set(people.map((one) => one.identity));
    for (const identity of this.runs.keys()) {
      if (present.has(identity)) continue;
      this.runs.delete(identity);
      this.bad.delete(identity);
    }

    const self = people.find((one) => one.isLocal);
    const measured = others.filter((one) => this.bad.has(one.identity)).length;
    // Everybody comes in badly, or the server says so of ourselves: it is our own line.
    const mine = weak(self?.link) || (others.length > 1 && measured * 2 > others.length);
    const links = new Map<string, PersonLink>();
    for (const one of people) {
      const quality: LinkQuality = one.link === 'lost' ? 'lost' : this.bad.has(one.identity) || one.link === 'poor' ? 'poor' : one.link;
      if (!weak(quality)) continue;
      // What the server says of others, it says of their way to it.
      const cause: LinkCause = one.isLocal || (mine && !weak(one.link)) ? 'mine' : 'theirs';
      links.set(one.identity, { quality, cause });
    }
    if (!same(links, this.store.getSnapshot())) this.store.set(links);
  }
}

/** Somebody as measured here, where that says more than the server does. */
export function withLink(one: Participant, link: PersonLink | undefined): Participant {
  return link === undefined ? one : { ...one, link: one.link === 'lost' ? 'lost' : link.quality, linkCause: link.cause };
}

/** What to say of somebody's connection; null while there is nothing to say. */
export function linkWords({ link, linkCause }: Pick<Participant, 'link' | 'linkCause'>): 'poor' | 'poor-theirs' | 'poor-mine' | 'lost' | null {
  if (link === 'lost') return 'lost';
  if (link !== 'poor') return null;
  return linkCause === null ? 'poor' : `poor-${linkCause}`;
}

function weak(quality: LinkQuality | undefined): boolean {
  return quality === 'poor' || quality === 'lost';
}

function same(a: ReadonlyMap<string, PersonLink>, b: ReadonlyMap<string, PersonLink>): boolean {
  return a.size === b.size && [...a].every(([identity, one]) => b.get(identity)?.quality === one.quality && b.get(identity)?.cause === one.cause);
}
