// What a machine can judge of a page's layout.
import { lastingFaults } from './until.mjs';

/** What is wrong with the layout of a page, in words; empty when nothing is, or soon nothing is. */
export const faultsOf = page => lastingFaults(() => faultsNow(page));

function faultsNow(page) {
  return page.evaluate(() => {
    const faults = [];
    const scrolledOut = (control, box) => {
      for (let around = control.parentElement; around !== null && around !== document.body; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around);
        if (!/auto|scroll/.test(overflowX + overflowY)) continue;
        const frame = around.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        if (x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) return true;
      }
      return false;
    };
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
    const modal = document.querySelector('[role="dialog"]');
    for (const control of (modal ?? document).querySelectorAll('button, a[href], input, select, textarea, [role="button"]')) {
      const box = control.getBoundingClientRect();
      const style = getComputedStyle(control);
      // Inputs that draw nothing themselves (a styled select's own) and what only assistive technology meets.
      if (box.width <= 1 || box.height <= 1 || style.visibility === 'hidden' || style.opacity === '0' || control.closest('[inert], [aria-hidden="true"], [data-react-aria-prevent-focus]')) continue;
      const name = control.getAttribute('aria-label') || control.innerText || control.textContent || control.labels?.[0]?.innerText || control.getAttribute('aria-labelledby') || control.title;
      const what = `${control.tagName.toLowerCase()} '${(name ?? '').trim().slice(0, 30)}'`;
      if (!name?.trim()) faults.push(`${control.outerHTML.slice(0, 80)} has no name`);
      // What a list or a table scrolls to is not lost.
      // Buttons of a picture come into sight with the pointer or the focus.
      if (!control.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (scrolledOut(control, box)) continue;
      if (box.left < -1 || box.right > innerWidth + 1) faults.push(`${what} hangs over the edge (${Math.round(box.left)}–${Math.round(box.right)})`);
      // Who aims at an input presses the label around it as well. A link within a sentence is as high as its line (WCAG 2.2, 2.5.8).
      const target = (control.matches('input') ? control.closest('label') : null)?.getBoundingClientRect() ?? box;
      if ((target.height < 24 || target.width < 24) && style.display !== 'inline') faults.push(`${what} is only ${Math.round(target.width)}x${Math.round(target.height)}`);
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      if (y < 0 || y > innerHeight || control.disabled) continue;
      const hit = document.elementFromPoint(x, y);
      if (hit && hit !== control && !control.contains(hit) && !hit.contains(control) && !hit.closest('label')) faults.push(`${what} is covered by ${hit.outerHTML.slice(0, 60)}`);
    }
    return faults;
  });
}
