// @ts-check
/// <reference lib="webworker" />
/*
 * The service worker: it keeps the files of the first page at hand, and shows a page of ours when the server cannot be reached. It
 * never touches the API, the media or anything else: what it does not answer the browser fetches as if it were not there.
 * The build (plugins/serviceWorker.ts) puts the list of files in; their names change with their content, so a new build is a new worker.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @type {{ build: string, files: readonly string[], offline: string }} */
const shell = SHELL;
const store = `visio-shell-${shell.build}`;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(store)
      // The files of this build, and not an older answer that the browser still holds.
      .then((cache) => cache.addAll(shell.files.map((file) => new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'reload' }))))
      // Pages come from the network and their other files have names of their own: nothing of an open page depends on the old worker.
      .then(() => worker.skipWaiting()),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('visio-shell-') && name !== store).map((name) => caches.delete(name)))),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== worker.location.origin) return;
  if (request.mode === 'navigate') {
    if (!pathname.startsWith('/api/')) event.respondWith(page(event));
  } else if (shell.files.includes(pathname)) {
    event.respondWith(caches.match(request, { cacheName: store }).then((kept) => kept ?? fetch(request)));
  }
});

/**
 * Without navigation preload: the browser would ask twice for what is not answered here, and a sign-in's answer counts once.
 * @param {FetchEvent} event
 */
async function page(event) {
  try {
    return await fetch(event.request);
  } catch {
    return (await caches.match(shell.offline, { cacheName: store })) ?? Response.error();
  }
}
