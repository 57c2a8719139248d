// The connection test with a real server, and a call whose machine has too much to do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { axeFaults } from '../harness/axe.mjs';
import { patient } from '../harness/browser.mjs';
import { by, person } from '../harness/people.mjs';
import { startServer } from '../harness/server.mjs';
import { lastingFaults } from '../harness/until.mjs';

describe('machines, networks and how they are tested', { concurrency: false }, () => {
  let server, alice;

  before(async () => {
    [server, alice] = await Promise.all([startServer(), person('alice', { ...patient, adaptive: true })]);
  });

  after(async () => {
    await alice?.close();
    await server?.stop();
  });

  it('the connection test finds that everything works, without an account', async t => {
    const { page } = alice;
    await page.goto(`${server.url}/test-connection`);
    const started = Date.now();
    await by(page, 'test-start').click();
    await page.locator('[data-testid="test"][data-phase="done"]').waitFor({ timeout: 300_000 });
    t.diagnostic(`${Date.now() - started} ms`);
    const steps = await page.$$eval('[data-testid^="test-step-"]', all => Object.fromEntries(all.map(e => [e.dataset.testid.slice(10), e.dataset.code])));
    t.diagnostic(JSON.stringify(steps));
    // How good and how quick is a question of how busy this machine is.
    const { quality, server: reached, ...others } = steps;
    assert.deepEqual(others, {
      browser: 'browser-ok', secure: 'secure-ok', microphone: 'microphone-ok', camera: 'camera-ok', signalling: 'signalling-ok',
      media: 'media-udp', relay: 'relay-ok', sound: 'sound-ok', picture: 'picture-ok', reconnect: 'reconnect-ok',
    });
    assert.match(quality, /^quality-/);
    assert.match(reached, /^server-(ok|slow)$/);
    assert.deepEqual(await lastingFaults(() => axeFaults(page)), []);
  });

  it('its report is a file without addresses or names', async () => {
    const [download] = await Promise.all([alice.page.waitForEvent('download'), by(alice.page, 'test-save').click()]);
    const text = readFileSync(await download.path(), 'utf8');
    assert.equal(JSON.parse(text).steps.length, 12);
    assert.doesNotMatch(text, /\d+\.\d+\.\d+\.\d+:|127\.0\.0\.1|candidate|fake/i);
  });

  it('says what was wrong when the server cannot be reached', async () => {
    const { page } = alice;
    await page.route('**/api/v1/diagnostics/connection', route => route.abort());
    await by(page, 'test-start').click();
    await page.locator('[data-testid="test-step-server"][data-code="server-unreachable"]').waitFor();
    await page.locator('[data-testid="test-step-picture"][data-code="not-reached"]').waitFor();
    await page.locator('[data-testid="test"][data-phase="done"][data-verdict="bad"]').waitFor();
    await page.unroute('**/api/v1/diagnostics/connection');
  });

  it('a call shows its numbers and the slow way its network leaves it, less of everything when asked, and less by itself when the page is kept busy', async () => {
    const { page } = alice;
    await page.routeWebSocket(/\/rtc/, socket => socket.close());
    const link = await alice.createMeeting(server.url);
    await alice.join(link);
    await by(page, 'ctl-more').click();
    await by(page, 'more-connection').click();
    await by(page, 'connection-route').filter({ hasText: /UDP[^]*votre réseau ne laisse passer que de simples requêtes/ }).waitFor();
    await by(page, 'connection-sent').filter({ hasText: /opus[\s\S]*VP8|VP8[\s\S]*opus/i }).waitFor();
    assert.deepEqual(await lastingFaults(() => axeFaults(page)), []);
    await by(page, 'bandwidth-low').click();
    await by(page, 'bandwidth-auto').click();
    await page.keyboard.press('Escape');
    await by(page, 'connection').waitFor({ state: 'detached' });
    const block = await page.evaluateHandle(() => setInterval(() => {
      const end = performance.now() + 400;
      while (performance.now() < end);
    }, 500));
    await page.locator('[data-testid="load"][data-trouble="machine"]').waitFor({ timeout: 120_000 });
    await page.evaluate(timer => clearInterval(timer), block);
    await by(page, 'load-show-all').click();
    await by(page, 'load').waitFor({ state: 'detached' });
    assert.deepEqual(alice.faults.filter(fault => !/diagnostics|ERR_FAILED/.test(fault)), []);
  });
});
