import { Fragment, useLayoutEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import styles from './LongList.module.css';
import { windowOf, type Window } from './windowOf';

/** What a row of a long list takes over to its `<li>`. */
export interface RowPlace {
  readonly style?: CSSProperties;
  readonly 'aria-setsize'?: number;
  readonly 'aria-posinset'?: number;
  readonly 'data-row'?: number;
}

export interface LongListProps<T> {
  items: readonly T[];
  keyOf: (item: T) => string;
  /** The height of every row, in rem, so that it grows with the text. */
  rowHeight: number;
  /** One `<li>`, which takes over what it is given. */
  row: (item: T, place: RowPlace) => ReactNode;
  ordered?: boolean;
}

/** Shorter lists are drawn whole. */
const whole = 40;
/** So many rows are drawn before it is known how many can be seen. */
const atFirst = 8;

/**
 * A list of which only what can be seen is in the page: two hundred rows with buttons and menus would make every change slow. It
 * scrolls with whatever it lies in. The row with the focus always stays.
 */
export function LongList<T>({ items, keyOf, rowHeight, row, ordered = false }: LongListProps<T>) {
  const list = useRef<HTMLUListElement & HTMLOListElement>(null);
  const [seen, setSeen] = useState<Window>({ first: 0, end: atFirst });
  const [focused, setFocused] = useState(-1);
  const long = items.length > whole;
  const count = items.length;

  useLayoutEffect(() => {
    const element = list.current;
    if (!long || element === null) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const next = windowOf(element, count);
      setSeen((old) => (old.first === next.first && old.end === next.end ? old : next));
    };
    const soon = () => {
      if (frame === 0) frame = requestAnimationFrame(measure);
    };
    measure();
    // Whatever scrolls around it, and whatever changes its place.
    document.addEventListener('scroll', soon, { capture: true, passive: true });
    addEventListener('resize', soon);
    const observer = new ResizeObserver(soon);
    observer.observe(element);
    if (element.parentElement !== null) observer.observe(element.parentElement);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('scroll', soon, { capture: true });
      removeEventListener('resize', soon);
      observer.disconnect();
    };
  }, [long, count]);

  const List = ordered ? 'ol' : 'ul';
  if (!long) return <List className={styles.list}>{items.map((item) => <Fragment key={keyOf(item)}>{row(item, {})}</Fragment>)}</List>;
  return (
    <List
      ref={list}
      className={styles.list}
      style={{ height: `${count * rowHeight}rem`, position: 'relative' }}
      onFocus={(event) => setFocused(Number(event.target.closest<HTMLElement>('[data-row]')?.dataset.row ?? -1))}
    >
      {items.map((item, index) =>
        (index >= seen.first && index < seen.end) || index === focused ? (
          <Fragment key={keyOf(item)}>
            {row(item, {
              style: { position: 'absolute', insetInline: 0, top: `${index * rowHeight}rem`, height: `${rowHeight}rem` },
              'aria-setsize': count,
              'aria-posinset': index + 1,
              'data-row': index,
            })}
          </Fragment>
        ) : null,
      )}
    </List>
  );
}
