// What arrives in the browser: how much, from whom, under which rules; that it can be installed, outlives the server and an update.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { patient } from '../harness/browser.mjs';
import { laterBuild } from '../harness/newBuild.mjs';
import { by, person } from '../harness/people.mjs';
import { photograph } from '../harness/photograph.mjs';
import { startServer } from '../harness/server.mjs';
import { countScripts, scriptsOf, total } from '../harness/weight.mjs';

const limit = { home: 150_000, call: 350_000 };
const results = path.join(import.meta.dirname, '..', '.results');

/** Waits until that many bytes have come, for a minute at most: the page may show itself before all is told of what it fetched. */
async function comeTo(scripts, bytes) {
  for (const end = Date.now() + 120_000; total(scripts) < bytes && Date.now() < end;) await new Promise(resolve => setTimeout(resolve, 50));
}

describe('the delivered client', { concurrency: false }, () => {
  let server, alice, link, folder;
  /** host → what was asked of it there */
  const hosts = new Map();
  const violations = [];

  before(async () => {
    server = await startServer();
    alice = await person('alice', { ...patient, args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'] });
    const note = (what, url) => {
      const { host, protocol } = new URL(url);
      if (protocol === 'data:' || protocol === 'blob:') return;
      hosts.set(host, (hosts.get(host) ?? new Set()).add(what));
    };
    alice.context.on('request', request => note(request.serviceWorker() ? 'service worker' : request.resourceType(), request.url()));
    const watchSockets = page => page.on('websocket', socket => note('websocket', socket.url()));
    watchSockets(alice.page);
    alice.context.on('page', watchSockets);
    await alice.context.exposeFunction('noteViolation', text => violations.push(text));
    await alice.context.addInitScript(() => {
      addEventListener('securitypolicyviolation', event => globalThis.noteViolation(`${location.pathname}: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    });
  });

  after(async () => {
    await alice?.close();
    await server?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  it('needs at most 150 kB of JavaScript for the home page', async t => {
    const { cdp, scripts } = await countScripts(alice.page);
    await alice.page.goto(server.url);
    await by(alice.page, 'home-new').waitFor();
    const computed = scriptsOf('home');
    await comeTo(scripts, total(computed) * 0.95);
    t.diagnostic(`home: ${total(computed)} bytes of JavaScript by the build, ${total(scripts)} over the wire in ${scripts.size} files`);
    assert.deepEqual([...scripts.keys()].filter(file => !computed.has(file)), [], 'Chromium fetches nothing that the build does not count');
    assert.ok(scripts.size > 5 && total(scripts) >= total(computed) * 0.95, 'and all of that');
    assert.ok(total(computed) <= limit.home, `${total(computed)} by the build`);
    assert.ok(total(scripts) <= limit.home, `${total(scripts)} over the wire`);
    await cdp.detach();
  });

  it('needs at most 350 kB of JavaScript for a call', async t => {
    const maker = await alice.context.newPage();
    await maker.goto(server.url);
    await by(maker, 'home-new').click();
    await by(maker, 'signin-name').fill('Alice Durand');
    await by(maker, 'signin-submit').click();
    await by(maker, 'prejoin-join').waitFor();
    link = maker.url();
    await maker.close();
    const page = await alice.context.newPage();
    const { cdp, scripts } = await countScripts(page);
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
    await cdp.send('Network.setBypassServiceWorker', { bypass: true });
    await page.goto(link);
    await by(page, 'prejoin-join').click();
    await page.locator('[data-testid="call-state"][data-state="connected"]').waitFor({ state: 'attached' });
    await by(page, 'tile').first().waitFor();
    const computed = scriptsOf('call');
    const ahead = scriptsOf('ahead');
    await comeTo(scripts, total(computed) * 0.9);
    // That has begun where the machine takes some seconds to come so far.
    const needed = new Map([...scripts].filter(([file]) => computed.has(file) || !ahead.has(file)));
    t.diagnostic(`call: ${total(computed)} bytes of JavaScript by the build, ${total(needed)} over the wire in ${needed.size} files`);
    t.diagnostic(`beyond the build's list: ${[...needed].filter(([file]) => !computed.has(file)).map(([file, bytes]) => `${file} ${bytes}`).join(', ') || 'nothing'}`);
    assert.ok(total(computed) <= limit.call, `${total(computed)} by the build`);
    assert.ok(total(needed) <= limit.call, `${total(needed)} over the wire`);
    assert.ok(needed.size > 15 && total(needed) >= total(computed) * 0.9, 'the build counts what a call really loads');
    await page.close();
  });

  it('can be installed', async () => {
    // The first page of this test, where somebody is still signed out.
    await alice.page.bringToFront();
    await alice.page.evaluate(() => navigator.serviceWorker.ready);
    const cdp = await alice.context.newCDPSession(alice.page);
    const { errors, data } = await cdp.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const manifest = JSON.parse(data);
    assert.deepEqual([manifest.lang, manifest.display, manifest.start_url, manifest.scope], ['fr', 'standalone', '/', '/']);
    assert.deepEqual(manifest.shortcuts.map(one => [one.name, one.url]), [['Nouvelle réunion', '/?new']]);
    for (const icon of [...manifest.icons, ...manifest.shortcuts.flatMap(one => one.icons)]) {
      const drawn = await alice.page.evaluate(src => new Promise(resolve => {
        const image = new Image();
        image.onload = () => resolve(`${image.naturalWidth}x${image.naturalHeight}`);
        image.onerror = () => resolve('broken');
        image.src = src;
      }), icon.src);
      if (icon.sizes !== 'any') assert.equal(drawn, icon.sizes, icon.src);
      else assert.notEqual(drawn, 'broken');
    }
    const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors');
    assert.deepEqual(installabilityErrors, []);
    await cdp.detach();
  });

  it('says what is wrong when the server is gone, and goes on by itself when a later version of it is back', async t => {
    folder = laterBuild();
    await server.kill();
    const page = await alice.context.newPage();
    await page.goto(`${server.url}/sign-in`);
    await by(page, 'offline').waitFor();
    await page.locator('h1').filter({ hasText: 'Le serveur de Visio ne répond pas' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/sign-in', 'under the address that was wanted');
    await by(page, 'offline-retry').click();
    await photograph(page, results, 'offline');
    const data = server.data;
    server = await startServer('serve', { data, port: server.port, mediaPort: server.mediaPort }, { env: { VISIO__WebRoot: folder } });
    // The page asks ever more seldom, every half minute in the end.
    await by(page, 'home-user').waitFor({ timeout: 120_000 });
    assert.match(await page.locator('script[type="module"]').first().getAttribute('src'), /-later\.js$/);
    // The new worker replaces the old one, and its files the old ones.
    const keptNow = () => page.evaluate(async () => (await caches.keys()).join() !== 'visio-shell-later' ? []
      : (await (await caches.open('visio-shell-later')).keys()).map(one => new URL(one.url).pathname));
    let kept = [];
    for (const deadline = Date.now() + 120_000; kept.length <= 10 && Date.now() < deadline;) kept = await page.waitForTimeout(100).then(keptNow);
    t.diagnostic(`the service worker keeps ${kept.length} files`);
    assert.ok(kept.length > 10, `${kept.length} files kept`);
    assert.ok(kept.every(file => !file.startsWith('/api/') && (!/\.(js|css)$/.test(file) || file.includes('-later.'))), kept.join(' '));
    await page.close();
  });

  it('a page of the old version loads itself again when it misses a part', async () => {
    assert.doesNotMatch(await alice.page.locator('script[type="module"]').first().getAttribute('src'), /later/);
    // Its sign-in page was never loaded, and is gone.
    await by(alice.page, 'home-sign-in').click();
    await by(alice.page, 'home-user').waitFor();
    assert.match(await alice.page.locator('script[type="module"]').first().getAttribute('src'), /-later\.js$/);
  });

  it('comes under a policy that trusts nobody but this server, on every page', async () => {
    const { page } = alice;
    alice.faults.length = 0;
    const routes = {
      in: ['/', '/account', '/admin', '/admin/policy', '/rooms/abc-defg-hij/settings'],
      out: ['/', '/sign-in?problem=sign_in_failed', '/setup', '/link', '/zzz-zzzz-zzz', '/no/such/page', '/accessibility', '/test-connection', '/offline.html'],
    };
    for (const signed of ['in', 'out']) {
      for (const route of routes[signed]) {
        const answer = await page.goto(server.url + route);
        const policy = Object.fromEntries((await answer.headerValue('content-security-policy')).split('; ').map(one => [one.split(' ')[0], one.split(' ').slice(1)]));
        assert.deepEqual(policy['script-src'], ["'self'", "'wasm-unsafe-eval'"], route);
        assert.deepEqual([policy['default-src'], policy['style-src'], policy['font-src'], policy['object-src'], policy['frame-ancestors']], [["'self'"], ["'self'"], ["'self'"], ["'none'"], ["'none'"]], route);
        assert.deepEqual(policy['connect-src'], ["'self'", `ws://localhost:${server.port}`], route);
        assert.doesNotMatch(JSON.stringify(policy), /unsafe-inline|'unsafe-eval'|http|\*/, route);
        await page.locator('main h1').first().waitFor();
      }
      if (signed === 'in') assert.equal(await page.evaluate(async () => (await fetch('/api/v1/session', { method: 'DELETE' })).ok), true);
    }
  });

  it('asks nobody but this server, also with every panel of a call open', async t => {
    const { page } = alice;
    await page.goto(server.url);
    await by(page, 'home-new').click();
    await by(page, 'signin-name').fill('Alice Durand');
    await by(page, 'signin-submit').click();
    // Whoever was in a call before goes straight into a meeting of their own.
    const ready = page.locator('[data-testid="prejoin-join"]');
    const entered = page.locator('[data-testid="call-state"]');
    await ready.or(entered).first().waitFor({ state: 'attached' });
    if (await ready.isVisible()) await ready.click();
    await alice.inside();
    await by(page, 'tile').first().waitFor();
    // Menus are loaded when they are opened; by keyboard the first choice has the focus, and Escape gives it back to the button.
    await by(page, 'ctl-mic-devices').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('role')?.startsWith('menuitem'));
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-testid') === 'ctl-mic-devices');
    const opened = await openEverything(page);
    t.diagnostic(`opened in the call: ${opened.join(', ')}`);
    assert.ok(opened.length >= 5, opened.join());
    // Models and worklets of the effects come from here too.
    const fetched = [];
    page.on('response', response => fetched.push(new URL(response.url()).pathname));
    await page.keyboard.press('Control+Alt+o');
    await by(page, 'settings-tab-audio').click();
    await by(page, 'settings-noise-strong').click();
    await by(page, 'settings-tab-effects').click();
    await by(page, 'background-blur-strong').click();
    for (const end = Date.now() + 120_000; Date.now() < end && !(fetched.some(one => /\.tflite$/.test(one)) && fetched.filter(one => /\.wasm$/.test(one)).length >= 2);) await page.waitForTimeout(100);
    t.diagnostic(`effects: ${fetched.join(', ')}`);
    assert.ok(fetched.some(one => /\.tflite$/.test(one)), 'the model of the background was fetched');
    assert.ok(fetched.some(one => /\.wasm$/.test(one)), 'the code of the effects was fetched');
    await page.keyboard.press('Escape');
    const own = `localhost:${server.port}`;
    const list = [...hosts].map(([host, kinds]) => `${host === own ? 'own server' : host}: ${[...kinds].sort().join(', ')}`);
    mkdirSync(results, { recursive: true });
    writeFileSync(path.join(results, 'hosts.txt'), `${list.join('\n')}\n`);
    for (const line of list) t.diagnostic(line);
    assert.deepEqual([...hosts.keys()], [own]);
    for (const kind of ['document', 'script', 'stylesheet', 'font', 'fetch', 'websocket']) assert.ok(hosts.get(own).has(kind), `${kind} was seen`);
    assert.deepEqual(violations, []);
    assert.deepEqual(alice.faults.filter(fault => /Content Security Policy|Refused to/.test(fault)), []);
  });
});

/** Opens every panel, menu, dialog and tab of a call in turn; answers what was opened. */
async function openEverything(page) {
  const opened = [];
  const opens = page.locator('[role="menu"], [role="dialog"], [data-testid="reaction-row"]').first();
  const shown = async id => (await by(page, id).count()) > 0 && await by(page, id).first().isVisible();
  for (const id of ['ctl-chat', 'ctl-people', 'ctl-host', 'ctl-info', 'ctl-captions', 'ctl-live-text']) {
    if (!await shown(id)) continue;
    await by(page, id).click();
    await page.locator('[data-testid="panel"], [data-testid="captions"]').first().waitFor();
    opened.push(id);
  }
  for (const trigger of ['ctl-more', 'ctl-reactions', 'ctl-layout', 'ctl-mic-devices', 'ctl-camera-devices']) {
    if (!await shown(trigger)) continue;
    await by(page, trigger).click();
    await opens.waitFor();
    const choices = trigger === 'ctl-more' ? await page.locator('[role="menu"] [data-testid^="more-"]').evaluateAll(all => all.map(one => one.dataset.testid)) : [];
    opened.push(trigger);
    await page.keyboard.press('Escape');
    await opens.waitFor({ state: 'detached' });
    for (const choice of choices.filter(one => !/leave|end|pip|full/.test(one))) {
      await by(page, trigger).click();
      await by(page, choice).click();
      await page.locator('[role="menu"]').waitFor({ state: 'detached' });
      opened.push(choice);
      if (!/settings|shortcuts|connection|layout/.test(choice)) continue;
      const dialog = page.locator('[role="dialog"]').first();
      const tabs = dialog.locator('[role="tab"]');
      await dialog.waitFor();
      for (let i = 0; i < await tabs.count(); i++) {
        await tabs.nth(i).click();
        await dialog.locator('[role="tabpanel"]').first().waitFor();
        opened.push(`${choice} tab ${i + 1}`);
      }
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  }
  return opened;
}
