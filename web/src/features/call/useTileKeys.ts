import { useEffect, useRef, type RefObject } from 'react';

const arrows: Record<string, readonly [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Tiles by keyboard: one of them is in the order of Tab, arrows go to the one beside it, Enter and the menu key open what can be done with
 * it. When the tile with the focus goes, the one that took its place gets it.
 */
export function useTileKeys(ref: RefObject<HTMLElement | null>): void {
  // Where the focus is among the tiles, for when the tile goes.
  const place = useRef(-1);
  useEffect(() => {
    const area = ref.current;
    if (area === null) return;
    const tiles = () => [...area.querySelectorAll<HTMLElement>('[data-testid="tile"]')].sort(byPlace);
    const current = () => (document.activeElement instanceof HTMLElement && area.contains(document.activeElement) ? document.activeElement.closest<HTMLElement>('[data-testid="tile"]') : null);

    function putInOrder() {
      const all = tiles();
      const had = place.current;
      if (had >= 0 && document.activeElement === document.body) all[Math.min(had, all.length - 1)]?.focus();
      const entry = current() ?? all.find((tile) => tile.tabIndex === 0) ?? all[0];
      for (const tile of all) tile.tabIndex = tile === entry ? 0 : -1;
    }

    function onFocusIn() {
      place.current = tiles().indexOf(current() as HTMLElement);
      putInOrder();
    }

    function onFocusOut(event: FocusEvent) {
      // Null also when the tile was taken away: then the place is still needed.
      if (event.relatedTarget instanceof Node) place.current = -1;
    }

    function onKeyDown(event: KeyboardEvent) {
      const tile = current();
      if (tile === null || !event.isTrusted || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key !== 'F10')) return;
      const onTile = event.target === tile;
      const arrow = arrows[event.key];
      if (onTile && arrow !== undefined) neighbour(tile, tiles(), arrow)?.focus();
      else if (onTile && event.key === 'Home') tiles()[0]?.focus();
      else if (onTile && event.key === 'End') tiles().at(-1)?.focus();
      else if (onTile && ['Enter', 'ContextMenu', 'F10'].includes(event.key)) openMenu(tile);
      else if (event.key === 'Escape' && !onTile) tile.focus();
      else return;
      event.preventDefault();
    }

    const observer = new MutationObserver(putInOrder);
    observer.observe(area, { childList: true, subtree: true });
    area.addEventListener('focusin', onFocusIn);
    area.addEventListener('focusout', onFocusOut);
    area.addEventListener('keydown', onKeyDown);
    putInOrder();
    return () => {
      observer.disconnect();
      area.removeEventListener('focusin', onFocusIn);
      area.removeEventListener('focusout', onFocusOut);
      area.removeEventListener('keydown', onKeyDown);
    };
  }, [ref]);
}

/** The menu about the person, or else the tile's first button. */
function openMenu(tile: HTMLElement): void {
  const button = tile.querySelector<HTMLElement>('[aria-haspopup]') ?? tile.querySelector<HTMLElement>('button');
  button?.focus();
  // As the key would on the button: the menu then opens with its first choice in focus.
  if (button?.hasAttribute('aria-haspopup') === true) button.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
}

function byPlace(a: HTMLElement, b: HTMLElement): number {
  const [one, other] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
  return Math.abs(one.top - other.top) > 4 ? one.top - other.top : one.left - other.left;
}

/** The nearest tile in a direction; what lies straight ahead before what lies aside. */
function neighbour(from: HTMLElement, all: readonly HTMLElement[], [dx, dy]: readonly [number, number]): HTMLElement | undefined {
  const middle = (tile: HTMLElement) => {
    const { left, top, width, height } = tile.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  };
  const here = middle(from);
  const ahead = all
    .filter((tile) => tile !== from)
    .map((tile) => {
      const there = middle(tile);
      const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
      const aside = Math.abs((there.x - here.x) * dy) + Math.abs((there.y - here.y) * dx);
      return { tile, along, distance: along + 2 * aside };
    })
    .filter(({ along }) => along > 4)
    .sort((a, b) => a.distance - b.distance);
  // At the edge, left and right go on in the order of reading.
  return ahead[0]?.tile ?? (dx === 0 ? undefined : all[all.indexOf(from) + dx]);
}
