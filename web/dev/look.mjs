// Photographs every screen, at desktop and phone size, light and dark, without a server: npm run look -- OUT [NAME…]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';

const [out = '.results/look', ...only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const small = { width: 320, height: 640 };
const dev = (query) => `/dev/?${query}`;

/** name, path, sizes, and what to do before the photograph */
const shots = [
  ['home', '/', [desktop, phone, small]],
  ['home-dialog', '/', [desktop, phone], async (page) => { await page.getByTestId('home-new').click(); await page.waitForTimeout(800); }],
  ['home-error', '/', [desktop], async (page) => { await page.getByTestId('home-code').fill('abc'); await page.getByTestId('home-join').click(); }],
  ['prejoin', '/abc-defg-hij', [desktop, phone, small], (page) => page.waitForTimeout(1200)],
  ['prejoin-new', '/new', [desktop, phone], (page) => page.waitForTimeout(1200)],
  ['prejoin-blocked', '/abc-defg-hij?blocked', [desktop, phone], (page) => page.waitForTimeout(300)],
  ['sign-in', '/sign-in', [desktop, phone, small]],
  ['sign-in-provider', '/sign-in?provider&problem=sign_in_expired', [desktop, phone]],
  ['setup', '/setup#token', [desktop, phone]],
  ['missing', '/zzz-zzzz-zzz', [desktop, phone]],
  ...[1, 2, 3, 4, 5, 7, 9, 12, 16, 18].map((n) => [`call-${String(n).padStart(2, '0')}`, dev(`people=${n}`), [desktop, phone]]),
  ['call-04-small', dev('people=4'), [small, { width: 844, height: 390 }]],
  ['chat', dev('people=5&chat=5'), [desktop, phone], (page) => page.getByTestId('ctl-chat').click()],
  ['chat-empty', dev('people=2'), [desktop], (page) => page.getByTestId('ctl-chat').click()],
  ['unread', dev('people=3&chat=2&notice=1'), [desktop, phone]],
  ['people', dev('people=7'), [desktop], (page) => page.getByTestId('ctl-people').click()],
  ['more', dev('people=3'), [phone, desktop], (page) => page.getByTestId('ctl-more').click()],
  ['devices', dev('people=3'), [desktop], (page) => page.getByTestId('ctl-mic-devices').click()],
  ['settings', dev('people=3'), [phone], async (page) => { await page.getByTestId('ctl-more').click(); await page.getByTestId('more-settings').click(); }],
  ['invite', dev('people=3'), [desktop], (page) => page.getByTestId('ctl-invite').click()],
  ['share', dev('people=6&share=1'), [desktop, phone]],
  ['share-16', dev('people=16&share=1'), [desktop, phone]],
  ['share-chat', dev('people=4&share=1&chat=5'), [desktop], (page) => page.getByTestId('ctl-chat').click()],
  ['present', dev('people=3&present=1'), [desktop, phone]],
  ['reconnecting', dev('people=4&reconnecting=1'), [desktop, phone]],
  ['silent', dev('people=4&silent=1'), [desktop, phone]],
  ['host-knock', dev('people=4&lobby=1'), [desktop, phone, small]],
  ['host-knock-many', dev('people=4&lobby=7'), [desktop, small]],
  ['host-lobby', dev('people=4&lobby=5'), [desktop, phone, small], openPeople],
  ['host-panel', dev('people=4'), [desktop, phone, small], (page) => choose(page, 'ctl-host', 'more-host')],
  ['host-leave', dev('people=4'), [desktop], (page) => page.getByTestId('ctl-leave').click()],
  ['host-menu', dev('people=4&hands=1'), [desktop, phone], async (page) => { await openPeople(page); await page.getByTestId('person-menu').nth(1).click(); }],
  ['host-ban', dev('people=4'), [desktop, phone], async (page) => { await openPeople(page); await page.getByTestId('person-menu').nth(3).click(); await page.getByTestId('person-ban').click(); }],
  ['hands', dev('people=6&hands=4'), [desktop, phone, small], openPeople],
  ['hands-stage', dev('people=6&hands=4'), [desktop, phone]],
  ['spotlight', dev('people=5&spotlight=1'), [desktop, phone]],
  ['taken', dev('people=3&role=participant&taken=1&locked=1'), [desktop, phone], (page) => page.getByTestId('ctl-chat').click()],
  ['ask', dev('people=3&role=participant&ask=1'), [desktop, phone]],
  ['waiting', dev('waiting=present'), [desktop, phone, small]],
  ['waiting-absent', dev('waiting=absent'), [desktop, phone]],
  ['waiting-message', dev('waiting=message'), [desktop, phone]],
  ['waiting-lost', dev('waiting=lost'), [desktop]],
  ['waiting-denied', dev('waiting=denied'), [desktop, phone]],
  ['ended', dev('ended=left'), [desktop, phone]],
  ['ended-removed', dev('ended=removed'), [desktop]],
  ['ended-banned', dev('ended=banned'), [desktop, phone]],
  ['ended-over', dev('ended=room_closed'), [desktop]],
  ['ended-lost', dev('ended=connection_lost'), [desktop]],
];

const server = await createServer({ root: new URL('..', import.meta.url).pathname, server: { port: 0, host: '127.0.0.1', hmr: false, watch: null }, logLevel: 'error' });
await server.listen();
const origin = `http://127.0.0.1:${server.httpServer.address().port}`;
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--disable-background-networking', '--disable-component-update'],
});
let failures = 0;
for (const scheme of ['light', 'dark']) {
  for (const [name, path, sizes, act] of shots) {
    if (only.length > 0 && !only.some((one) => name.startsWith(one))) continue;
    // The stage is dark in both.
    if (scheme === 'dark' && path.startsWith('/dev') && !/^(ended|waiting)/.test(name)) continue;
    for (const size of sizes) {
      const context = await browser.newContext({ viewport: size, colorScheme: scheme, locale: 'fr-FR', hasTouch: size.width < 500, isMobile: size.width < 500, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.on('pageerror', (error) => { failures++; console.error(name, error.message); });
      page.on('console', (message) => { if (message.type() === 'error' && !/404/.test(message.text())) { failures++; console.error(name, message.text()); } });
      await serveApi(page, path);
      if (path.includes('blocked')) await page.addInitScript(() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError')); });
      if (path === '/new') {
        await page.goto(origin);
        await page.getByTestId('home-new').click();
        await page.getByTestId('signin-name').fill('Camille Durand');
        await page.getByTestId('signin-submit').click();
      } else await page.goto(origin + path);
      await page.locator('main').waitFor({ timeout: 20000 });
      await page.waitForTimeout(500);
      await act?.(page);
      await page.waitForTimeout(350);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) { failures++; console.error(`${name} at ${size.width}: ${overflow} px too wide`); }
      await page.screenshot({ path: `${out}/${name}-${size.width}-${scheme}.png` });
      await context.close();
    }
  }
}
await browser.close();
await server.close();
process.exit(failures === 0 ? 0 : 1);

/** On a phone the buttons of the bar that do not fit are in the menu. */
async function choose(page, button, inMenu) {
  if (await page.getByTestId(button).isVisible()) return page.getByTestId(button).click();
  await page.getByTestId('ctl-more').click();
  await page.getByTestId(inMenu).click();
}

function openPeople(page) {
  return choose(page, 'ctl-people', 'more-people');
}

async function serveApi(page, path) {
  let user = null;
  const json = (route, status, body) => route.fulfill({ status, contentType: status < 400 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body) });
  await page.route('**/api/v1/session', (route) => {
    if (route.request().method() === 'POST') user = { id: 'me', email: null, isAdmin: false, ...route.request().postDataJSON() };
    return json(route, 200, { user, devSignIn: true, signIn: { password: true, passkey: true, openIdConnect: path.includes('provider') }, anonymousCreation: false });
  });
  // Streams that never say anything.
  await page.route('**/api/v1/events', (route) => route.abort());
  await page.route('**/api/v1/rooms', (route) => json(route, 201, { slug: 'kqm-vdtz-pwa', title: null, url: `${origin}/kqm-vdtz-pwa`, createdAt: '2026-01-05T09:00:00Z' }));
  await page.route('**/api/v1/rooms?*', (route) => json(route, 200, { rooms: [], next: null }));
  await page.route('**/api/v1/me/meetings', (route) => json(route, 200, { meetings: [], next: null }));
  await page.route('**/api/v1/rooms/*', (route) => {
    const slug = route.request().url().split('/').at(-1);
    if (slug === 'zzz-zzzz-zzz') return json(route, 404, { code: 'room_not_found', title: 'Not found' });
    return json(route, 200, { slug, title: slug === 'abc-defg-hij' ? 'Comité de direction' : null, createdAt: '2026-01-05T09:00:00Z', participants: slug === 'abc-defg-hij' ? 3 : 0 });
  });
}
