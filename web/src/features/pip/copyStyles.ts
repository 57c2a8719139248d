/**
 * Gives another document of this page the same styles. Files are linked again, which our Content-Security-Policy allows; what has no
 * file (the development server's) is adopted as a style sheet, since an inline style would be refused.
 */
export function copyStyles(from: Document, to: Document): void {
  for (const sheet of from.styleSheets) {
    if (sheet.href !== null) {
      const link = to.createElement('link');
      link.rel = 'stylesheet';
      link.href = sheet.href;
      to.head.append(link);
    } else adopt(sheet, to);
  }
}

function adopt(sheet: CSSStyleSheet, to: Document): void {
  const view = to.defaultView as (Window & { readonly CSSStyleSheet: typeof CSSStyleSheet }) | null;
  if (view === null) return;
  const copy = new view.CSSStyleSheet();
  copy.replaceSync([...sheet.cssRules].map((rule) => rule.cssText).join('\n'));
  to.adoptedStyleSheets = [...to.adoptedStyleSheets, copy];
}
