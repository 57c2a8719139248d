// Photographs every screen, at desktop and phone size, light and dark, without a server: npm run look -- OUT [NAME…]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const small = { width: 320, height: 640 };
const stageSizes = [desktop, phone, { width: 844, height: 390 }];
const dev = (query) => `/dev/?${query}`;

/** name, path, sizes, and what to do before the photograph. The browser tests walk over all of them too (e2e/tests/access.test.mjs). */
export const shots = [
  ['home', '/', [desktop, phone, small]],
  ['rooms', '/?signed-in', [desktop, phone, small]],
  ['rooms-later', '/?signed-in', [desktop, phone], async (page) => { await page.getByTestId('home-create').click(); await page.getByTestId('room-create-options').click(); }],
  ['rooms-ready', '/?signed-in', [desktop, phone], async (page) => { await page.getByTestId('home-create').click(); await page.getByTestId('room-create-do').click(); }],
  ['room-settings', '/rooms/abc-defg-hij/settings?signed-in', [desktop, phone]],
  ['home-dialog', '/', [desktop, phone], async (page) => { await page.getByTestId('home-new').click(); await page.locator('[role="dialog"], main:visible').last().waitFor(); }],
  ['home-error', '/', [desktop], async (page) => { await page.getByTestId('home-code').fill('abc'); await page.getByTestId('home-join').click(); }],
  ['accessibility', '/accessibility', [desktop, phone, small]],
  ['prejoin', '/abc-defg-hij', [desktop, phone, small], pictured],
  ['prejoin-new', '/new', [desktop, phone], pictured],
  ['prejoin-blocked', '/abc-defg-hij?blocked', [desktop, phone, small], (page) => page.getByTestId('prejoin-camera-problem').waitFor()],
  ['sign-in', '/sign-in', [desktop, phone, small]],
  ['sign-in-provider', '/sign-in?provider&problem=sign_in_expired', [desktop, phone]],
  ['setup', '/setup#token', [desktop, phone]],
  ['missing', '/zzz-zzzz-zzz', [desktop, phone]],
  ...[1, 2, 3, 4, 5, 7, 9, 12, 16, 18].map((n) => [`call-${String(n).padStart(2, '0')}`, dev(`people=${n}`), [desktop, phone]]),
  ['call-04-small', dev('people=4'), [small, { width: 844, height: 390 }]],
  ['chat', dev('people=5&chat=5'), [desktop, phone], openTalk],
  ['talk-answers', dev('people=5&talk=answers'), [desktop, phone, small], openTalk],
  ['talk-tools', dev('people=5&talk=answers'), [desktop, phone], async (page) => { await openTalk(page); await page.getByTestId('chat-message').nth(1).click({ position: { x: 60, y: 30 } }); }],
  ['talk-picker', dev('people=5&talk=answers'), [desktop, phone], async (page) => { await openTalk(page); await page.getByTestId('chat-message').nth(1).click({ position: { x: 60, y: 30 } }); await page.getByTestId('chat-react').click(); await page.getByTestId('emoji-picker').waitFor(); }],
  ['talk-reply', dev('people=5&talk=answers'), [desktop], async (page) => { await openTalk(page); await page.getByTestId('chat-message').nth(0).click({ position: { x: 60, y: 30 } }); await page.getByTestId('chat-reply').click(); }],
  ['talk-private', dev('people=5&talk=answers,private'), [desktop, phone], openTalk],
  ['talk-to', dev('people=5&chat=2'), [desktop, phone], async (page) => { await openTalk(page); await page.getByTestId('chat-to').click(); }],
  ['talk-left', dev('people=5&talk=left'), [desktop], openTalk],
  ['talk-failed', dev('people=5&chat=2&talk=failed'), [desktop, phone], openTalk],
  ['talk-many', dev('people=5&talk=many'), [desktop], openTalk],
  ['talk-captions', dev('people=5&talk=captions'), [desktop, phone, small]],
  ['talk-none', dev('people=3&talk=none'), [desktop, small]],
  ['talk-typing', dev('people=5&talk=captions,typing'), [desktop, phone, small]],
  ['talk-panel', dev('people=5&talk=captions,typing'), [desktop, phone], async (page) => { await page.getByTestId('ctl-more').click(); await page.getByTestId('more-captions').click(); }],
  ['talk-reactions', dev('people=5&talk=reactions'), [desktop, phone]],
  ['talk-row', dev('people=5'), [desktop, phone, small], async (page) => { await choose(page, 'ctl-reactions', 'more-reactions'); await page.getByTestId('reaction-send').first().click(); }],
  ['talk-crowd', dev('people=5&talk=crowd'), [desktop]],
  ['talk-toasts', dev('people=4&talk=message,hand,muted'), [desktop, phone, small]],
  ['talk-settings', dev('people=3'), [desktop, phone], async (page) => { await page.getByTestId('ctl-more').click(); await page.getByTestId('more-settings').click(); await page.getByTestId('settings-tab-notifications').click(); }],
  ['chat-empty', dev('people=2'), [desktop], (page) => page.getByTestId('ctl-chat').click()],
  ['unread', dev('people=3&chat=2&notice=1'), [desktop, phone]],
  ['people', dev('people=7'), [desktop], (page) => page.getByTestId('ctl-people').click()],
  ['more', dev('people=3'), [phone, desktop], (page) => page.getByTestId('ctl-more').click()],
  ['devices', dev('people=3'), [desktop], (page) => page.getByTestId('ctl-mic-devices').click()],
  ['settings', dev('people=3'), [phone], async (page) => { await page.getByTestId('ctl-more').click(); await page.getByTestId('more-settings').click(); }],
  ...['audio', 'video', 'effects'].map((tab) => [`settings-${tab}`, dev('people=3'), [desktop, phone, small], (page) => openSettings(page, tab)]),
  ['prejoin-background', '/abc-defg-hij', [desktop, small], async (page) => { await page.getByTestId('prejoin-background').click(); await page.getByTestId('background').waitFor(); }],
  ['device-notices', dev('people=3&talk=devices'), [desktop, phone, small]],
  ['settings-access', dev('people=3'), [desktop, phone, small], (page) => openSettings(page, 'access')],
  ['settings-shortcuts', dev('people=3'), [desktop, phone, small], (page) => openSettings(page, 'shortcuts')],
  ['shortcut-help', dev('people=3'), [desktop, small], (page) => page.keyboard.press('Control+/')],
  ['share', dev('people=6&share=1'), [desktop, phone]],
  ['share-16', dev('people=16&share=1'), [desktop, phone]],
  ['share-chat', dev('people=4&share=1&chat=5'), [desktop], (page) => page.getByTestId('ctl-chat').click()],
  ['present', dev('people=3&present=1'), [desktop, phone]],
  ['reconnecting', dev('people=4&reconnecting=1'), [desktop, phone]],
  ['reconnecting-chat', dev('people=4&chat=5&reconnecting=1'), [desktop], openTalk],
  ['load', dev('people=9&load=machine&seconds=40'), [desktop, phone, small]],
  ['load-panel', dev('people=9&load=machine&seconds=40'), [phone, small], openTalk],
  ['load-own', dev('people=4&load=network&seconds=90'), [desktop, phone]],
  ['line-losing', dev('people=3&line=losing'), [desktop, phone, small]],
  ['line-paused', dev('people=4&share=1&line=paused'), [desktop, phone, small]],
  ['line-paused-many', dev('people=9&line=paused'), [desktop, phone]],
  ['line-machine', dev('people=3&line=machine'), [desktop, small]],
  ['line-detour', dev('people=3&line=detour'), [desktop, phone, small]],
  ['line-theirs', dev('people=3&line=theirs'), [desktop, phone]],
  ['connection', dev('people=5&requests=1'), [desktop, phone, small], async (page) => { await page.getByTestId('ctl-more').click(); await page.getByTestId('more-connection').click(); await page.locator('[data-verdict="good"], [data-verdict="poor"], [data-verdict="machine"]').waitFor(); }],
  ['test', '/test-connection', [desktop, phone, small], (page) => page.getByTestId('test-start').waitFor()],
  ['test-bad', '/test-connection', [desktop, phone, small], async (page) => { await page.getByTestId('test-start').click(); await page.locator('[data-phase="done"]').waitFor({ timeout: 90_000 }); }],
  ['silent', dev('people=4&silent=1'), [desktop, phone]],
  ['host-knock', dev('people=4&lobby=1'), [desktop, phone, small]],
  ['host-knock-many', dev('people=4&lobby=7'), [desktop, small]],
  ['host-lobby', dev('people=4&lobby=5'), [desktop, phone, small], openPeople],
  ['host-panel', dev('people=4&hands=1'), [desktop, phone, small], async (page) => { await choose(page, 'ctl-host', 'more-host'); await page.getByTestId('host-end').waitFor(); }],
  ['host-panel-end', dev('people=4'), [desktop], async (page) => { await choose(page, 'ctl-host', 'more-host'); await page.getByTestId('host-end').scrollIntoViewIfNeeded(); }],
  ['host-leave', dev('people=4'), [desktop], (page) => page.getByTestId('ctl-leave').click()],
  ['people-many', dev('people=200&namesakes=1&hands=3&lobby=2'), [desktop, phone], openPeople],
  ['people-search', dev('people=60&namesakes=1'), [desktop], async (page) => { await openPeople(page); await page.getByTestId('people-search').fill('mar'); }],
  ['host-lobby-many', dev('people=4&lobby=200'), [desktop, phone], openPeople],
  ['info', dev('people=4'), [desktop, phone, small], async (page) => { await choose(page, 'ctl-invite', 'more-invite'); await page.getByTestId('invitation-copy').waitFor(); }],
  ['info-qr', dev('people=4'), [desktop], async (page) => { await choose(page, 'ctl-invite', 'more-invite'); await page.getByTestId('invitation-qr').click(); }],
  ...['auto', 'grid', 'speaker', 'sidebar'].flatMap((layout) => [2, 7, 30].map((n) => [`stage-${layout}-${String(n).padStart(2, '0')}`, dev(`people=${n}&layout=${layout}`), stageSizes])),
  ...['auto', 'speaker'].map((layout) => [`stage-${layout}-share`, dev(`people=7&share=1&layout=${layout}`), stageSizes]),
  ['stage-shares', dev('people=9&share=3'), stageSizes],
  ['stage-pins', dev('people=9&pins=2'), stageSizes],
  ['stage-pins-share', dev('people=9&share=1&pins=1'), stageSizes],
  ['stage-pins-speaker', dev('people=9&layout=speaker&pins=1'), [desktop, phone]],
  ['stage-49', dev('people=49'), [{ width: 1920, height: 1080 }]],
  ['stage-page', dev('people=30'), [desktop, phone], (page) => page.getByTestId('page-next').click()],
  ['stage-portrait', dev('people=4&portrait=1'), [desktop, phone]],
  ['stage-lost', dev('people=4&lost=1'), [desktop]],
  ['stage-monitor', dev('people=3&present=1&monitor=1'), [desktop, phone]],
  ['stage-layout', dev('people=4&pins=1'), [desktop, phone, small], async (page) => { await choose(page, 'ctl-layout', 'more-layout'); await page.getByTestId('layout').waitFor(); }],
  ['stage-menu', dev('people=4'), [desktop, phone], async (page) => { const tile = page.getByTestId('tile').first(); await tile.hover(); await tile.getByTestId('person-menu').click(); await page.getByRole('menu').waitFor(); }],
  ['stage-zoom', dev('people=4&share=1'), [desktop, phone], async (page) => { for (let i = 0; i < 3; i++) await page.getByTestId('zoom-in').click(); }],
  ['stage-full-tile', dev('people=4&share=1'), [desktop], async (page) => { await page.getByTestId('tile-menu').click(); await page.getByTestId('tile-full').click(); }],
  ['stage-volume', dev('people=4&share=1&sound=1'), [desktop, phone], async (page) => { await page.getByTestId('tile-menu').click(); await page.getByTestId('tile-volume').click(); }],
  ['stage-more', dev('people=4'), [small, phone], (page) => page.getByTestId('ctl-more').click()],
  ['host-menu', dev('people=4&hands=1'), [desktop, phone], async (page) => { await openPeople(page); await page.getByTestId('person').nth(1).getByTestId('person-menu').click(); }],
  ['host-ban', dev('people=4'), [desktop, phone], async (page) => { await openPeople(page); await page.getByTestId('person').nth(3).getByTestId('person-menu').click(); await page.getByTestId('person-ban').click(); }],
  ['hands', dev('people=6&hands=4'), [desktop, phone, small], openPeople],
  ['hands-stage', dev('people=6&hands=4'), [desktop, phone]],
  ['spotlight', dev('people=5&spotlight=1'), [desktop, phone]],
  ['taken', dev('people=3&role=participant&taken=1&locked=1'), [desktop, phone], (page) => page.getByTestId('ctl-chat').click()],
  ['ask', dev('people=3&role=participant&ask=1'), [desktop, phone]],
  ['waiting', dev('waiting=present'), [desktop, phone, small], pictured],
  ['waiting-absent', dev('waiting=absent'), [desktop, phone]],
  ['waiting-message', dev('waiting=message'), [desktop, phone]],
  ['waiting-lost', dev('waiting=lost'), [desktop]],
  ['waiting-denied', dev('waiting=denied'), [desktop, phone]],
  ['step-up', '/?signed-in&assurance', [desktop, phone], async (page) => { await page.getByTestId('home-new').click(); await page.getByTestId('step-up').waitFor(); }],
  ['ended', dev('ended=left'), [desktop, phone]],
  ['ended-removed', dev('ended=removed'), [desktop]],
  ['ended-banned', dev('ended=banned'), [desktop, phone]],
  ['ended-over', dev('ended=room_closed'), [desktop]],
  ['ended-lost', dev('ended=connection_lost'), [desktop]],
];

/** Brings a page to one of the states. */
export async function openState(page, origin, [, path, , act]) {
  await serveApi(page, origin, path);
  if (path.includes('blocked')) await page.addInitScript(() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError')); });
  if (path === '/new') {
    await page.goto(origin);
    await page.getByTestId('home-new').click();
    await page.getByTestId('signin-name').fill('Camille Durand');
    await page.getByTestId('signin-submit').click();
  } else await page.goto(origin + path);
  // While a page is loaded the one before it is still there, hidden.
  await page.locator('main:visible').waitFor({ timeout: 60000 });
  if (act) {
    await quiet(page);
    await act(page);
  }
  await quiet(page);
}

/**
 * Waits until the screen is there and nothing was added, removed or moved in for a moment; a second and a half where something always is.
 * A moment is a number of looks, which come every 25 ms on a machine that keeps up: where all stood still, nothing has had its time.
 */
export const quiet = (page) => page.evaluate(() => new Promise((resolve) => {
  let looks = 0;
  let since = Infinity;
  // What has just been asked for (another size, other colours) shows in the second picture from now at the latest.
  requestAnimationFrame(() => requestAnimationFrame(() => { since = Math.min(since, looks); }));
  const changed = new MutationObserver(() => { since = looks; });
  changed.observe(document, { childList: true, subtree: true, attributeFilter: ['hidden', 'aria-hidden', 'src', 'data-phase'] });
  const look = setInterval(() => {
    looks++;
    const moving = document.getAnimations().some((one) => one.playState === 'running' && one.effect?.getComputedTiming().iterations === 1);
    const restless = moving || looks - since < 4 || document.querySelector('[data-testid="skeleton"]') !== null;
    const most = document.querySelector('h1') === null ? 400 : since === Infinity ? 200 : 60;
    if ((restless || most === 400) && looks < most) return;
    clearInterval(look);
    changed.disconnect();
    resolve();
  }, 25);
}));

async function photograph([out = '.results/look', ...only]) {
  mkdirSync(out, { recursive: true });
  const server = await createServer({ root: new URL('..', import.meta.url).pathname, server: { port: 0, host: '127.0.0.1', hmr: false, watch: null }, logLevel: 'error' });
  await server.listen();
  const origin = `http://127.0.0.1:${server.httpServer.address().port}`;
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--disable-background-networking', '--disable-component-update'],
  });
  let failures = 0;
  for (const scheme of ['light', 'dark']) {
    for (const shot of shots) {
      const [name, path, sizes] = shot;
      if (only.length > 0 && !only.some((one) => name.startsWith(one))) continue;
      // The stage is dark in both.
      if (scheme === 'dark' && path.startsWith('/dev') && !/^(ended|waiting)/.test(name)) continue;
      for (const size of sizes) {
        const context = await browser.newContext({ viewport: size, colorScheme: scheme, locale: 'fr-FR', hasTouch: size.width < 500, isMobile: size.width < 500, reducedMotion: 'reduce' });
        const page = await context.newPage();
        page.on('pageerror', (error) => { failures++; console.error(name, error.message); });
        page.on('console', (message) => { if (message.type() === 'error' && !/404/.test(message.text())) { failures++; console.error(name, message.text()); } });
        await openState(page, origin, shot);
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
}

/** On a phone the buttons of the bar that do not fit are in the menu. */
async function choose(page, button, inMenu) {
  if (await page.getByTestId(button).isVisible()) return page.getByTestId(button).click();
  await page.getByTestId('ctl-more').click();
  await page.getByTestId(inMenu).click();
}

/** One's own picture is there. */
async function pictured(page) {
  await page.waitForFunction(() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0));
}

async function openTalk(page) {
  await choose(page, 'ctl-chat', 'more-chat');
  await page.getByTestId('chat-composer').waitFor();
}

async function openSettings(page, tab) {
  await page.getByTestId('ctl-more').click();
  await page.getByTestId('more-settings').click();
  await page.getByTestId(`settings-tab-${tab}`).click();
}

async function openPeople(page) {
  await choose(page, 'ctl-people', 'more-people');
  await page.getByTestId('person').first().waitFor();
}

async function serveApi(page, origin, path) {
  let user = path.includes('signed-in') ? { id: 'me', email: 'camille@exemple.fr', isAdmin: true, displayName: 'Camille Durand' } : null;
  /** path with its query → what is answered; the first that fits. Null: there is no answer. */
  const answers = [];
  const on = (pattern, answer) => answers.push([pattern, answer]);
  on(/\/session$/, (request) => {
    if (request.method === 'POST') user = { id: 'me', email: null, isAdmin: false, ...JSON.parse(request.postData) };
    return [200, { user, devSignIn: true, signIn: { password: true, passkey: true, openIdConnect: path.includes('provider') }, anonymousCreation: false, rooms: { accessLevels: ['trusted', 'restricted'], defaultAccess: 'trusted', defaultLobby: 'byAccess', maxCapacity: null } }];
  });
  // Streams that never say anything.
  on(/\/events$/, () => null);
  const rights = { microphone: 'everyone', camera: 'everyone', screenShare: 'members', chat: 'everyone', muteOthers: 'hosts', record: 'hosts' };
  const room = (slug, title, more = {}) => ({
    slug, title, url: `https://visio.exemple.fr/${slug}`, access: 'trusted', lobby: 'byAccess', locked: false, capacity: null, rights, createdAt: '2026-01-05T09:00:00Z', expiresAt: null,
    lastUsedAt: '2026-01-09T14:00:00Z', participants: 0, role: 'owner', exists: true, chatHistory: true, ...more,
  });
  const mine = [
    room('abc-defg-hij', 'Comité de direction', { participants: 3 }),
    room('point-equipe', 'Point d’équipe', { role: 'coHost' }),
    room('kqm-vdtz-pwa', null, { lastUsedAt: null }),
    room('recrutement-2026', 'Recrutement', { locked: true }),
    room('formation', 'Formation des nouveaux arrivants', { role: 'member' }),
    room('audit', 'Audit annuel', { access: 'restricted' }),
  ];
  on(/\/rooms$/, () => (path.includes('assurance') ? [403, { code: 'assurance_required', title: 'no' }] : [201, room('kqm-vdtz-pwa', null)]));
  on(/\/rooms\?/, () => [200, { rooms: mine, next: 'next' }]);
  on(/\/me\/meetings/, () => [200, {
    meetings: [
      { slug: 'abc-defg-hij', title: 'Comité de direction', joinedAt: '2026-01-09T13:00:00Z', leftAt: '2026-01-09T14:20:00Z', role: 'owner' },
      { slug: 'formation', title: 'Formation des nouveaux arrivants', joinedAt: '2026-01-08T09:00:00Z', leftAt: '2026-01-08T09:35:00Z', role: 'member' },
    ],
    next: null,
  }]);
  on(/\/rooms\/[^/]+\/members/, () => [200, {
    members: [
      { userId: 'me', displayName: 'Camille Durand', email: 'camille@exemple.fr', role: 'owner', provisional: false },
      { userId: 'u2', displayName: '', email: 'nadia@exemple.fr', role: 'coHost', provisional: true },
    ],
    next: null,
  }]);
  on(/\/rooms\/[^/]+\/bans/, () => [200, { bans: [], next: null }]);
  on(/\/rooms\/[^/]+$/, (request) => {
    const slug = request.url.split('/').at(-1);
    if (slug === 'zzz-zzzz-zzz') return [404, { code: 'room_not_found', title: 'Not found' }];
    return [200, room(slug, slug === 'abc-defg-hij' ? 'Comité de direction' : null, { participants: slug === 'abc-defg-hij' ? 3 : 0 })];
  });

  // Not by page.route: that takes every request of the page, and its cache away.
  const requests = await page.context().newCDPSession(page);
  requests.on('Fetch.requestPaused', ({ requestId, request }) => {
    const { pathname, search } = new URL(request.url);
    const answer = answers.find(([pattern]) => pattern.test(pathname + search))?.[1](request);
    const done = (how, more) => requests.send(`Fetch.${how}`, { requestId, ...more }).catch(() => { /* The page is gone. */ });
    if (answer === undefined) return done('continueRequest');
    if (answer === null) return done('failRequest', { errorReason: 'Failed' });
    const [responseCode, body] = answer;
    const type = responseCode < 400 ? 'application/json' : 'application/problem+json';
    return done('fulfillRequest', { responseCode, responseHeaders: [{ name: 'Content-Type', value: type }], body: Buffer.from(JSON.stringify(body)).toString('base64') });
  });
  await requests.send('Fetch.enable', { patterns: [{ urlPattern: `${origin}/api/v1/*` }] });
}

if (process.argv[1] === import.meta.filename) await photograph(process.argv.slice(2));
