/**
 * Gives the focus back to what opened something that is gone now, or to the control of that name when the opener is gone as well. Not
 * when the focus is somewhere already: whoever moved on is not pulled back.
 */
export function returnFocus(opener: Element | null, otherwise: readonly string[]): void {
  const now = document.activeElement;
  if (now !== null && now !== document.body && now.closest('[data-testid="panel"]') === null) return;
  const controls = [opener, ...otherwise.map((id) => document.querySelector(`[data-testid="${id}"]`))];
  const usable = controls.find((one): one is HTMLElement => one instanceof HTMLElement && one.isConnected && one !== document.body && one.getClientRects().length > 0 && one.closest('[data-testid="panel"]') === null);
  usable?.focus();
}
