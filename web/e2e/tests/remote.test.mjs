// The product on a media server that is not its own: a second Visio, which is told apart from LiveKit by nothing that is used here.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { by, displayName, person } from '../harness/people.mjs';
import { freePlace, startServer } from '../harness/server.mjs';
import { comesTo } from '../harness/until.mjs';

const tileHas = (page, name, attribute, value) =>
  page.locator(`[data-testid="tile"][data-source="camera"][${attribute}="${value}"]:has-text("${displayName(name)}")`).waitFor();

describe('a meeting on a media server elsewhere', { concurrency: false }, () => {
  let media, product, alice, bruno, link;

  before(async () => {
    const place = await freePlace();
    media = await startServer('media', undefined, { env: { VISIO__LiveKit__WebhookUrls__0: `http://127.0.0.1:${place.port}/livekit/webhook` } });
    product = await startServer('serve', place, { env: { VISIO__LiveKit__Url: `ws://127.0.0.1:${media.port}` } });
    alice = await person('alice');
    bruno = await person('bruno');
    link = await alice.createMeeting(product.url, 'trusted');
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await product?.stop();
    await media?.stop();
  });

  it('is entered through the lobby, and media comes from there', async () => {
    await alice.join(link);
    await bruno.knock(link);
    await by(alice.page, 'knock-admit').click();
    await bruno.inside();
    await alice.videoIn(alice.tileOf('bruno'));
    await bruno.videoIn(bruno.tileOf('alice'));
    await comesTo(() => media.metric('visio_participants'), 2);
    await comesTo(() => product.metric('visio_participants'), 2);
    await comesTo(() => product.metric('visio_media_server_up'), 1);
    assert.equal(await product.metric('visio_media_peers'), undefined, 'the product has no engine of its own');
  });

  it('is moderated from here: a microphone is stopped, and its owner told by whom', async () => {
    await tileHas(alice.page, 'bruno', 'data-muted', 'false');
    await by(alice.page, 'ctl-people').click();
    await by(alice.page, 'person').filter({ hasText: displayName('bruno') }).getByTestId('person-menu').click();
    await by(alice.page, 'person-stop-microphone').click();
    await tileHas(alice.page, 'bruno', 'data-muted', 'true');
    await bruno.told('microphone-stopped-by', 'Alice Durand');
  });

  it('keeps its chat for those who come late', async () => {
    await by(alice.page, 'ctl-chat').click();
    await by(alice.page, 'chat-input').fill('Avant votre arrivée');
    await by(alice.page, 'chat-input').press('Enter');
    await by(bruno.page, 'ctl-chat').click();
    await by(bruno.page, 'chat-message').filter({ hasText: 'Avant votre arrivée' }).waitFor();
    await by(bruno.page, 'ctl-leave').click();
    await by(bruno.page, 'ended-rejoin').click();
    await by(bruno.page, 'prejoin-join').click();
    await bruno.inside();
    await by(bruno.page, 'ctl-chat').click();
    await by(bruno.page, 'chat-message').filter({ hasText: 'Avant votre arrivée' }).waitFor();
  });

  it('takes out whom a host removes, and ends for all', async () => {
    await by(alice.page, 'ctl-people').click();
    const listed = by(alice.page, 'person').filter({ hasText: displayName('bruno') });
    await listed.getByTestId('person-menu').click();
    await by(alice.page, 'person-remove').click();
    await by(alice.page, 'confirm-do').click();
    await bruno.page.locator('[data-testid="ended"][data-reason="removed"]').waitFor();
    await by(bruno.page, 'ended-rejoin').click();
    await by(bruno.page, 'prejoin-join').click();
    await by(alice.page, 'lobby-admit').click();
    await bruno.inside();
    await by(alice.page, 'ctl-leave').click();
    await by(alice.page, 'leave-end').click();
    await by(alice.page, 'confirm-do').click();
    for (const one of [alice, bruno]) await one.page.locator('[data-testid="ended"][data-reason="room_closed"]').waitFor();
    await comesTo(() => media.metric('visio_participants'), 0);
  });

  it('went without a fault in pages and servers', () => {
    // livekit-client reports every channel that a removal cuts.
    for (const one of [alice, bruno]) assert.deepEqual(one.faults.filter(fault => !/[Dd]ata ?[Cc]hannel/.test(fault)), []);
    for (const server of [media, product]) assert.doesNotMatch(server.log(), /(?:fail|crit): /);
  });
});
