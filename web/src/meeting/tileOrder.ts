/**
 * The order of the tiles on the stage. It starts as the order of arrival; to bring somebody into sight two tiles change places, and
 * everybody else stays where they are.
 */
export class TileOrder {
  private ids: readonly string[] = [];
  /** When each spoke last: a running number. */
  private readonly spoke = new Map<string, number>();
  private turn = 0;

  /** Who is there now, in the order of arrival. Newcomers go to the end. */
  update(present: readonly string[]): void {
    const there = new Set(present);
    const known = new Set(this.ids);
    this.ids = [...this.ids.filter((id) => there.has(id)), ...present.filter((id) => !known.has(id))];
    for (const id of this.spoke.keys()) if (!there.has(id)) this.spoke.delete(id);
  }

  /** The same ids in this order. */
  sort(ids: readonly string[]): readonly string[] {
    const wanted = new Set(ids);
    return this.ids.filter((id) => wanted.has(id));
  }

  heard(id: string): void {
    this.spoke.set(id, ++this.turn);
  }

  /** Puts somebody in the place of the one in sight who has been silent for longest; nobody whom `keep` holds. */
  bringIn(id: string, inSight: readonly string[], keep: (id: string) => boolean): void {
    if (inSight.includes(id)) return;
    const free = inSight.filter((one) => !keep(one));
    // Of those who never spoke the last one goes: the first places are the calmest.
    const out = free.reduce<string | null>((best, one) => (best === null || (this.spoke.get(one) ?? 0) <= (this.spoke.get(best) ?? 0) ? one : best), null);
    if (out !== null) this.swap(id, out);
  }

  swap(a: string, b: string): void {
    if (!this.ids.includes(a) || !this.ids.includes(b)) return;
    this.ids = this.ids.map((id) => (id === a ? b : id === b ? a : id));
  }
}
