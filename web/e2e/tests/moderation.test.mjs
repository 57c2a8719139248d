// Order in a meeting: a host, and two guests who feel what the host does. Every effect is looked for in the browser of whom it is for.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { quiet } from '../../dev/look.mjs';
import { axeFaults } from '../harness/axe.mjs';
import { by, displayName, person } from '../harness/people.mjs';
import { photograph } from '../harness/photograph.mjs';
import { startServer } from '../harness/server.mjs';
import { comesTo, until } from '../harness/until.mjs';

const folder = path.join(import.meta.dirname, '..', '.results', 'moderation');

/** What axe-core found wrong on the way. */
const unfit = [];

/** Keeps a page as it is now, to be looked at, and what axe-core finds wrong with it. */
async function judge(page, name) {
  // Animations change colours on the way.
  await quiet(page);
  await photograph(page, folder, name);
  unfit.push(...(await axeFaults(page)).map(fault => `${name}: ${fault}`));
}

const listed = (page, name) => by(page, 'person').filter({ hasText: displayName(name) });

/** Opens somebody's menu in the list of people and takes something from it. */
async function act(page, name, choice) {
  await listed(page, name).getByTestId('person-menu').click();
  await by(page, choice).click();
}

/** Says in the host's panel who may do something. */
async function allow(page, right, audience) {
  await by(page, `host-right-${right}`).click();
  await by(page, `host-right-${right}-${audience}`).click();
}

/** Waits until a tile has an attribute with a value. */
const tileHas = (page, name, attribute, value) =>
  page.locator(`[data-testid="tile"][data-source="camera"][${attribute}="${value}"]:has-text("${displayName(name)}")`).waitFor();

describe('order in a meeting', { concurrency: false }, () => {
  let server, alice, bruno, clara, link;

  before(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    server = await startServer();
    alice = await person('alice');
    bruno = await person('bruno');
    clara = await person('clara');
    link = await alice.createMeeting(server.url);
    await alice.join(link);
    await bruno.join(link);
    await clara.join(link);
    await by(alice.page, 'ctl-people').click();
    await listed(alice.page, 'clara').waitFor();
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await clara?.close();
    await server?.stop();
  });

  it('is seen in the list: who runs the meeting, who has no account', async () => {
    await listed(alice.page, 'alice').and(alice.page.locator('[data-role="owner"]')).waitFor();
    await listed(alice.page, 'bruno').and(alice.page.locator('[data-guest="true"]')).waitFor();
    await judge(alice.page, 'people');
    await by(alice.page, 'ctl-host').waitFor();
    assert.equal(await by(bruno.page, 'ctl-host').count(), 0);
  });

  it('a host mutes somebody, who is told by whom', async t => {
    await tileHas(alice.page, 'bruno', 'data-muted', 'false');
    const pressed = Date.now();
    await act(alice.page, 'bruno', 'person-stop-microphone');
    await tileHas(clara.page, 'bruno', 'data-muted', 'true');
    t.diagnostic(`muted on a third screen after ${Date.now() - pressed} ms`);
    await bruno.told('microphone-stopped-by', 'Alice Durand');
    await bruno.page.locator('[data-testid="ctl-mic"][aria-pressed="false"]').waitFor();
  });

  it('asks to unmute, and nothing happens without a yes', async () => {
    await act(alice.page, 'bruno', 'person-ask-unmute');
    await by(bruno.page, 'ask-unmute').waitFor();
    await judge(bruno.page, 'ask');
    await by(bruno.page, 'ask-unmute-no').click();
    await tileHas(alice.page, 'bruno', 'data-muted', 'true');
    await act(alice.page, 'bruno', 'person-ask-unmute');
    await by(bruno.page, 'ask-unmute-yes').click();
    await tileHas(alice.page, 'bruno', 'data-muted', 'false');
  });

  it('stops a camera', async () => {
    await act(alice.page, 'bruno', 'person-stop-camera');
    await tileHas(clara.page, 'bruno', 'data-camera', 'false');
    await by(bruno.page, 'ctl-camera').click();
    await tileHas(clara.page, 'bruno', 'data-camera', 'true');
  });

  it('mutes everybody but oneself', async () => {
    await by(alice.page, 'mute-all').click();
    await by(alice.page, 'mute-everybody').click();
    await tileHas(alice.page, 'bruno', 'data-muted', 'true');
    await tileHas(alice.page, 'clara', 'data-muted', 'true');
    await tileHas(bruno.page, 'alice', 'data-muted', 'false');
  });

  it('hands queue in the order in which they went up, and a host lowers them', async () => {
    await bruno.page.keyboard.press('Control+Alt+h');
    await tileHas(alice.page, 'bruno', 'data-hand', '1');
    await by(clara.page, 'ctl-hand').click();
    await tileHas(alice.page, 'clara', 'data-hand', '2');
    await tileHas(bruno.page, 'clara', 'data-hand', '2');
    await comesTo(() => by(alice.page, 'hand').locator('bdi').allInnerTexts(), ['Bruno Keller', 'Clara Petit']);
    await judge(alice.page, 'hands');
    await by(alice.page, 'hand').filter({ hasText: 'Bruno' }).getByTestId('hand-lower').click();
    await tileHas(bruno.page, 'clara', 'data-hand', '1');
    await bruno.told('hand-lowered');
    await by(alice.page, 'hands-lower-all').click();
    await tileHas(clara.page, 'clara', 'data-hand', '');
  });

  it('a spotlight changes everybody’s layout, and ends for everybody', async () => {
    await act(alice.page, 'bruno', 'person-spotlight');
    for (const one of [alice, clara]) await one.page.locator('[data-testid="tile"][data-focused="true"]:has-text("Bruno")').waitFor();
    await bruno.told('spotlighted');
    await judge(clara.page, 'spotlight');
    await act(alice.page, 'bruno', 'person-spotlight');
    for (const one of [alice, clara]) await one.page.locator('[data-testid="stage"][data-layout="grid"]').waitFor();
  });

  it('a right that is taken away disables the button and says why, and comes back', async () => {
    await by(alice.page, 'ctl-host').click();
    await by(alice.page, 'host-panel').waitFor();
    await by(alice.page, 'host-rules').waitFor();
    await judge(alice.page, 'host-panel');
    await allow(alice.page, 'screenShare', 'hosts');
    const share = by(bruno.page, 'ctl-share');
    await bruno.page.locator('[data-testid="ctl-share"][data-blocked]').waitFor();
    assert.match(await until(() => share.getAttribute('aria-label'), label => /ne vous permet pas/.test(label)), /ne vous permet pas/);
    await allow(alice.page, 'chat', 'hosts');
    await by(bruno.page, 'ctl-chat').click();
    await by(bruno.page, 'chat-taken').waitFor();
    await judge(bruno.page, 'taken');
    await allow(alice.page, 'screenShare', 'everyone');
    await allow(alice.page, 'chat', 'everyone');
    await by(bruno.page, 'chat-input').waitFor();
    await bruno.page.locator('[data-testid="ctl-share"]:not([data-blocked])').waitFor();
  });

  it('whoever is made a co-host gets the host’s buttons, and opens the door', async () => {
    await by(alice.page, 'ctl-people').click();
    await act(alice.page, 'clara', 'person-role-coHost');
    await by(clara.page, 'ctl-host').waitFor();
    await clara.told('role-coHost');
    await by(clara.page, 'ctl-host').click();
    await by(clara.page, 'host-access-trusted').click();
    await clara.page.locator('[data-testid="host-access"][data-value="trusted"]').waitFor();
    await by(bruno.page, 'ctl-leave').click();
    await by(bruno.page, 'ended').waitFor();
    // Somebody else as far as the server can know: whoever was inside before need not wait again.
    await bruno.context.clearCookies();
    await bruno.page.goto(link);
    await bruno.knock(link);
    await by(bruno.page, 'waiting').waitFor();
    await by(clara.page, 'knock-admit').click();
    await bruno.inside();
  });

  it('whoever is demoted loses them', async () => {
    await act(alice.page, 'clara', 'person-role-participant');
    await by(clara.page, 'ctl-host').waitFor({ state: 'detached' });
    await by(clara.page, 'host-panel').waitFor({ state: 'detached' });
  });

  it('one may change one’s own name', async () => {
    await by(clara.page, 'ctl-people').click();
    await act(clara.page, 'clara', 'person-rename');
    await by(clara.page, 'rename-name').fill('Clara Petit-Martin');
    await by(clara.page, 'rename-save').click();
    await alice.page.locator('[data-testid="tile"]:has-text("Clara Petit-Martin")').waitFor();
  });

  it('nobody enters a locked meeting', async () => {
    await by(alice.page, 'ctl-host').click();
    await by(alice.page, 'host-lock').click();
    await by(clara.page, 'call-locked').waitFor();
    await by(bruno.page, 'ctl-leave').click();
    await by(bruno.page, 'ended-rejoin').click();
    await by(bruno.page, 'prejoin-join').click();
    await by(bruno.page, 'prejoin-error').filter({ hasText: 'verrouillée' }).waitFor();
    await judge(bruno.page, 'locked');
    await by(alice.page, 'host-lock').click();
    await by(clara.page, 'call-locked').waitFor({ state: 'detached' });
    await by(bruno.page, 'prejoin-join').click();
    await bruno.inside();
  });

  it('whoever is removed is told so, and has to ask to come back', async t => {
    await by(alice.page, 'ctl-people').click();
    await act(alice.page, 'bruno', 'person-remove');
    await judge(alice.page, 'confirm');
    const pressed = Date.now();
    await by(alice.page, 'confirm-do').click();
    await bruno.page.locator('[data-testid="ended"][data-reason="removed"]').waitFor();
    t.diagnostic(`told ${Date.now() - pressed} ms after the press`);
    await judge(bruno.page, 'removed');
    await by(bruno.page, 'ended-rejoin').click();
    await by(bruno.page, 'prejoin-join').click();
    await by(bruno.page, 'waiting').waitFor();
    await by(alice.page, 'lobby-admit').click();
    await bruno.inside();
  });

  it('whoever is banned cannot come back', async () => {
    await listed(alice.page, 'bruno').waitFor();
    await act(alice.page, 'bruno', 'person-ban');
    await by(alice.page, 'confirm-do').click();
    await bruno.page.locator('[data-testid="ended"][data-reason="banned"]').waitFor();
    assert.equal(await by(bruno.page, 'ended-rejoin').count(), 0);
    await judge(bruno.page, 'banned');
    await bruno.page.goto(link);
    await by(bruno.page, 'prejoin-join').click();
    await by(bruno.page, 'prejoin-error').filter({ hasText: 'exclu' }).waitFor();
  });

  it('a host ends the meeting for everybody', async () => {
    await by(alice.page, 'ctl-leave').click();
    await judge(alice.page, 'leave');
    await by(alice.page, 'leave-end').click();
    await by(alice.page, 'confirm-do').click();
    for (const one of [alice, clara]) await one.page.locator('[data-testid="ended"][data-reason="room_closed"]').waitFor();
  });

  it('is fit for people who do not see it or do not use a mouse', () => assert.deepEqual(unfit, []));

  it('nothing went wrong in any page on the way', () => {
    // Chromium reports every answer of 403 as an error of the page, and livekit-client every channel that a removal cuts.
    for (const one of [alice, bruno, clara]) assert.deepEqual(one.faults.filter(fault => !/status of 403|[Dd]ata ?[Cc]hannel/.test(fault)), []);
    assert.doesNotMatch(server.log(), /(?:fail|crit): /);
  });
});
