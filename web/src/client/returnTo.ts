/**
 * Where to go after signing in: a path of this site, whatever the address asks for. Another host, another scheme and the sign-in
 * pages themselves become the home page.
 */
export function readReturnTo(wanted: string | null, origin: string): string {
  if (wanted === null || !wanted.startsWith('/')) return '/';
  let url: URL;
  try {
    // Resolved as the browser would: it takes `//host`, `/\host` and tabs inside them for another host.
    url = new URL(wanted, origin);
  } catch {
    return '/';
  }
  // `/..//host` is a path here, and would be a host when it is followed.
  if (url.origin !== origin || url.pathname.startsWith('//')) return '/';
  return ['/sign-in', '/setup', '/link'].includes(url.pathname) ? '/' : url.pathname + url.search + url.hash;
}
