/** Rows from `first` up to but not including `end`. */
export interface Window {
  readonly first: number;
  readonly end: number;
}

/** Rows beyond the edges that are drawn too: for the Tab key, and for the time until the next frame. */
const beyond = 8;

/** Which rows of a list can be seen, between all the edges that cut it off. */
export function windowOf(list: HTMLElement, count: number): Window {
  const { top, height } = list.getBoundingClientRect();
  let from = 0;
  let to = innerHeight;
  for (let box = list.parentElement; box !== null && box !== document.body; box = box.parentElement) {
    if (getComputedStyle(box).overflowY === 'visible') continue;
    const edges = box.getBoundingClientRect();
    from = Math.max(from, edges.top);
    to = Math.min(to, edges.bottom);
  }
  return rowsBetween(from - top, to - top, height / count, count);
}

/** Which of `count` rows of the same height lie between two distances from the top of the list. */
export function rowsBetween(from: number, to: number, row: number, count: number): Window {
  if (!(row > 0)) return { first: 0, end: Math.min(count, 2 * beyond) };
  const first = Math.min(Math.max(0, Math.floor(from / row) - beyond), count);
  return { first, end: Math.min(count, Math.max(first, Math.ceil(to / row) + beyond)) };
}
