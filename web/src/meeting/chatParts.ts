export type ChatPart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** Web addresses, also those written without https, and mail addresses. Only http, https and mailto ever become links. */
const addresses = /https?:\/\/[^\s<>"]+|(?<![\p{L}\p{N}@.])www\.[^\s<>"]+\.[^\s<>"]+|(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/giu;

/** Splits a message so that its addresses can be clicked. */
export function chatParts(text: string): readonly ChatPart[] {
  const parts: ChatPart[] = [];
  let from = 0;
  for (const match of text.matchAll(addresses)) {
    // A full stop or a closing bracket after an address belongs to the sentence.
    const link = match[0].replace(/[.,;:!?'’»]+$/u, '').replace(/\)+$/u, (end) => (match[0].includes('(') ? end : ''));
    const href = hrefOf(link);
    if (href === null) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'link', text: link, href });
    from = match.index + link.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

function hrefOf(link: string): string | null {
  if (/^https?:\/\//iu.test(link)) return link.length > 'https://'.length ? link : null;
  return link.includes('@') ? `mailto:${link}` : `https://${link}`;
}
