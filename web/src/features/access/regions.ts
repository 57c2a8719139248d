/** Where the focus was in each region, so that one comes back to the same control. */
const last = new WeakMap<HTMLElement, HTMLElement>();

const focusable = 'button:not([disabled]), a[href], input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [tabindex="0"]';

/** Keeps in mind which control of each region had the focus. Answers how to stop. */
export function rememberFocus(): () => void {
  const onFocus = ({ target }: FocusEvent) => {
    const region = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-region]') : null;
    if (region !== null && target instanceof HTMLElement && target !== region) last.set(region, target);
  };
  addEventListener('focusin', onFocus);
  return () => removeEventListener('focusin', onFocus);
}

/**
 * Moves the focus to the next part of the page that has something to focus: the pictures, the panel, the news, the controls. False
 * after the last one (unless `round`): the keys then go on to the browser's own bars, as they do everywhere.
 */
export function moveRegion(step: 1 | -1, round: boolean): boolean {
  if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null) return false;
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => targetIn(region) !== null);
  const now = regions.findIndex((region) => region.contains(document.activeElement));
  let next = now < 0 ? (step > 0 ? 0 : regions.length - 1) : now + step;
  if (round) next = (next + regions.length) % regions.length;
  const region = regions[next];
  if (region === undefined) return false;
  targetIn(region)?.focus();
  return true;
}

function targetIn(region: HTMLElement): HTMLElement | null {
  if (region.closest('[inert]') !== null) return null;
  const known = last.get(region);
  if (known !== undefined && region.contains(known) && isUsable(known)) return known;
  const usable = [...region.querySelectorAll<HTMLElement>(focusable)].filter(isUsable);
  // Of the pictures, one is in the order of Tab: that one, not a button on another that happens to be shown.
  const skipped = (one: HTMLElement) => [...region.querySelectorAll('[tabindex="-1"]')].some((around) => around !== one && around.contains(one));
  return usable.find((one) => !skipped(one)) ?? usable[0] ?? null;
}

const isUsable = (one: HTMLElement) => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }) && one.closest('[inert], [aria-hidden="true"]') === null;
