// What RGAA 4.1 and EN 301 549 ask of every screen, on every state that the harness of the client knows (web/dev/look.mjs), without a
// server: axe, reflow, the keyboard, what a screen reader finds and hears, contrast over video. docs/accessibility.md says what proves what.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { quiet } from '../../dev/look.mjs';
import { axeFaults, looks } from '../harness/axe.mjs';
import { faultsOf } from '../harness/layout.mjs';
import { photograph } from '../harness/photograph.mjs';
import { contrast, pixelsOf } from '../harness/pixels.mjs';
import { spokenTree } from '../harness/spokenTree.mjs';
import { eachOf, openStates } from '../harness/states.mjs';
import { comesTo, patience, until } from '../harness/until.mjs';

const narrow = { width: 320, height: 640 };
const snapshots = path.join(import.meta.dirname, 'screen-reader');
const photographs = path.join(import.meta.dirname, '..', '.results', 'access');

describe('accessibility', { concurrency: false }, () => {
  let states;

  before(async () => {
    mkdirSync(photographs, { recursive: true });
    states = await openStates();
  });

  after(() => states?.close());

  it('axe finds nothing on any state: wide and at 320 px, light and dark', async () => {
    const found = [];
    // What shows the same parts as another state, in another number or order, has nothing new for axe; the test of the connection at its
    // end takes half a minute.
    const same = /^(call-(0[2357]|04-small|09|1[26])|stage-(auto|grid|sidebar|speaker)-\d\d|stage-(49|shares|pins-.*|portrait)|share-(16|chat)|reconnecting-chat|host-(panel-end|knock-many|lobby-many)|people-search|talk-(many|crowd)|unread|hands-stage|ended-(over|lost|removed)|test-bad|load-(own|panel)|rooms-later)$/;
    // These differ from another one by little, or are looked at with people in them (talk, stage, lobby, moderation): `make soak` looks at them.
    const near = /^(rooms-ready|home-(dialog|error)|prejoin-new|sign-in-provider|talk-(reply|to|left|typing|reactions|tools|picker|panel|row|toasts|settings)|chat-empty|settings(-video)?|devices|device-notices|stage-(auto-share|page|lost|more|monitor|full-tile|zoom|speaker-share)|info-qr|host-(leave|ban)|waiting-(absent|lost|message)|ended-banned|spotlight|taken)$/;
    const kinds = /^(home|room-settings|accessibility|prejoin|sign-in|call-04|talk-answers|people|more|settings-effects|share|connection|host-panel|info|stage-(pins|menu)|waiting|ended)$/;
    const names = states.names.filter(name => !same.test(name) && (process.env.VISIO_SOAK !== undefined || !near.test(name)));
    assert.ok(names.length > 40, 'the list is there');
    await eachOf(names, 3, async name => {
      const { page, faults, close } = await states.open(name);
      const here = async (where, rules) => found.push(...(await axeFaults(page, rules)).map(fault => `${name} ${where}: ${fault}`));
      await here('wide');
      // Sizes and colours of what is made of the same parts: all of them in `make soak`.
      if (process.env.VISIO_SOAK === undefined && !kinds.test(name)) {
        found.push(...faults.map(fault => `${name}: ${fault}`));
        return close();
      }
      await page.setViewportSize(narrow);
      await quiet(page);
      await here('at 320 px', looks);
      // What hangs on a button, a menu for example, follows it in a moment.
      await page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, undefined, { timeout: patience }).catch(() => found.push(`${name}: too wide for 320`));
      if (await page.evaluate(() => document.documentElement.dataset.stage !== 'dark')) {
        await page.emulateMedia({ colorScheme: 'dark' });
        await here('dark', ['color-contrast']);
      }
      found.push(...faults.map(fault => `${name}: ${fault}`));
      await close();
    });
    assert.deepEqual([...new Set(found)], []);
  });

  it('a screen reader finds on each screen what it found before', async () => {
    mkdirSync(snapshots, { recursive: true });
    const differing = [];
    const openChat = async page => {
      await page.getByTestId('ctl-chat').click();
      await page.getByTestId('chat-composer').waitFor();
      // What passes by is not part of the page.
      await page.waitForFunction(() => document.querySelector('[data-testid="toasts"] li') === null);
      await page.locator('[data-testid="tile"][tabindex="0"]').waitFor();
    };
    const cases = [
      ['prejoin', 'prejoin'],
      ['waiting', 'waiting'],
      ['call-chat', ['', '/dev/?people=3&chat=3&hands=1', [], openChat]],
      ['host-panel', 'host-panel'],
      ['settings', 'settings-access'],
    ];
    await eachOf(cases, 2, async ([file, state]) => {
      const { page, close } = await states.open(state, { timezoneId: 'UTC' });
      const read = async () => (await spokenTree(page))
        .replace(/^(\s*meter ".*?".*?) value=\S+/gm, '$1')
        .replace(/\b\d\d:\d\d\b/g, 'hh:mm')
        .replace(/fake_device_\d|Fake (Default )?Audio (Input|Output) ?\d?|Default/g, 'device');
      const at = path.join(snapshots, `${file}.txt`);
      if (process.env.UPDATE_SNAPSHOTS) writeFileSync(at, await read());
      const kept = readFileSync(at, 'utf8');
      // News comes and goes, on a busy machine late.
      const tree = await until(read, now => now === kept, 500);
      await close();
      if (kept !== tree) differing.push(`${file}: ${firstDifference(kept, tree)} (after looking at it: UPDATE_SNAPSHOTS=1)`);
    });
    assert.deepEqual(differing, []);
  });

  it('news is read out once, and not what one has silenced', async () => {
    const { page, close } = await states.open('call-03', { preferences: { silenced: ['hands'] } });
    await page.evaluate(() => {
      globalThis.heard = [];
      const live = '[aria-live="polite"], [aria-live="assertive"], [role="status"], [role="alert"], [role="log"]';
      new MutationObserver(changes => {
        for (const { target, addedNodes, type } of changes) {
          const region = (target instanceof Element ? target : target.parentElement)?.closest(live);
          for (const node of type === 'childList' ? addedNodes : [target]) {
            const own = region ?? (node instanceof Element ? node.matches(live) && node : null);
            if (own && own.closest('[aria-live="off"]') === null && node.textContent !== '') globalThis.heard.push(node.textContent.trim());
          }
        }
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    const heard = async text => {
      await page.waitForFunction(text => globalThis.heard.some(one => one.includes(text)), text);
      assert.equal(await page.evaluate(text => globalThis.heard.filter(one => one.includes(text)).length, text), 1, `“${text}” is read once`);
    };
    await page.evaluate(() => globalThis.room.emit({ type: 'joined', identity: 'p8', name: 'Zoé Marchand' }));
    await heard('Zoé Marchand');
    await page.evaluate(() => globalThis.room.say({ type: 'muted', by: 'p1', source: 'microphone' }));
    await heard('votre micro');
    await page.evaluate(() => globalThis.room.emit({ type: 'chat', message: { id: 'x1', from: 'p1', text: 'Le budget est prêt', sentAt: 1, to: null, replyTo: null } }));
    await heard('Le budget est prêt');
    await page.evaluate(() => globalThis.room.emit({ type: 'connection', state: 'reconnecting' }));
    await heard('Connexion perdue');
    await page.evaluate(() => globalThis.room.emit({ type: 'connection', state: 'connected' }));
    await page.evaluate(() => globalThis.room.put('p2', { handSince: 7 }));
    await page.locator('[data-testid="tile-hand"]').first().waitFor();
    assert.deepEqual(await page.evaluate(() => globalThis.heard.filter(one => /lève la main/.test(one))), []);
    await page.keyboard.press('Control+Alt+a');
    await heard('3 personnes sont là');
    await close();
  });

  it('everything fits at 320 px, in a low window, with text at 200 % and with wide spacing', async () => {
    const found = [];
    const spacing = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';
    const sizes = { portrait: narrow, landscape: { width: 640, height: 320 }, 'zoom 400 %': { width: 320, height: 256 } };
    const names = ['home', 'prejoin', 'waiting', 'call-04', 'chat', 'load-panel', 'host-panel', 'settings-access'];
    if (process.env.VISIO_SOAK !== undefined) names.push('sign-in', 'settings-shortcuts', 'accessibility', 'ended');
    await eachOf(names.flatMap(name => [[name, 100], [name, 200]]), 3, async ([name, textSize]) => {
      const { page, close } = await states.open(name, { preferences: { textSize } });
      if (textSize === 100) await page.addStyleTag({ content: spacing });
      const how = textSize === 100 ? 'wide spacing' : 'text at 200 %';
      for (const [size, viewport] of Object.entries(sizes)) {
        // Twice the text on top of a zoom of four is asked for by nobody.
        if (textSize === 200 && size === 'zoom 400 %') continue;
        await page.setViewportSize(viewport);
        await quiet(page);
        found.push(...(await faultsOf(page)).filter(fault => !/is only|has no name/.test(fault)).map(fault => `${name} (${size}, ${how}): ${fault}`));
      }
      await page.setViewportSize(narrow);
      await photograph(page, photographs, `${name}-320-${textSize}`);
      await close();
    });
    assert.deepEqual(found, []);
  });

  it('text, icons and the focus are seen over any picture', async () => {
    const { page, close } = await states.open(['', '/dev/?people=4&hands=2', [], async () => {}], { preferences: { allControls: true } });
    const easel = await page.context().newPage();
    await page.bringToFront();
    const weak = [];
    // Without the focus, and without the tip that goes with it.
    const bare = async () => {
      await page.evaluate(() => document.activeElement?.blur());
      await page.waitForFunction(() => document.querySelector('[role="tooltip"]') === null);
      await quiet(page);
    };
    for (const picture of ['white', 'black', 'noise']) {
      await page.evaluate(showEverywhere, picture);
      await bare();
      const marks = await page.evaluate(marksOverPictures);
      assert.ok(marks.filter(mark => mark.icon).length >= 2 && marks.filter(mark => !mark.icon).length >= 2, `there is something over the pictures (${marks.length})`);
      await page.addStyleTag({ content: '[data-testid="tile"] *:not(video) { color: transparent !important; transition: none !important }' });
      const clip = { x: 0, y: 0, width: 1280, height: 700 };
      const behind = await pixelsOf(page, clip, easel);
      await photograph(page, photographs, `behind-${picture}`);
      await page.evaluate(() => document.head.lastElementChild.remove());
      for (const { what, colour, icon, box } of marks) {
        let worst = 21;
        for (let y = Math.round(box.y); y < box.y + box.height - 1; y += 2) for (let x = Math.round(box.x); x < box.x + box.width - 1; x += 2) worst = Math.min(worst, contrast(colour, behind.at(x, y)));
        if (worst < (icon ? 3 : 4.5)) weak.push(`${what} over ${picture}: ${worst.toFixed(2)}:1`);
      }
      for (const target of ['[data-testid="tile"][data-identity="p1"]', '[data-identity="p1"] [data-testid="person-menu"]', '[data-testid="ctl-mic"]']) {
        const element = page.locator(target).first();
        let box, around, before, after;
        // On a busy machine the line comes that says so, and the pictures make room for it: then once more.
        do {
          await bare();
          box = await element.boundingBox();
          around = { x: Math.max(0, box.x - 9), y: Math.max(0, box.y - 9), width: box.width + 18, height: box.height + 18 };
          before = await pixelsOf(page, around, easel);
          await page.keyboard.press('Shift');
          await element.focus();
          // What shows only with the focus comes in softly.
          await page.waitForFunction(() => document.getAnimations().every(one => one.playState !== 'running'));
          await quiet(page);
          after = await pixelsOf(page, around, easel);
        } while (!isDeepStrictEqual(box, await element.boundingBox()));
        const differing = () => {
          let count = 0;
          for (let y = 0; y < after.height; y++) for (let x = 0; x < after.width; x++) if (contrast(before.at(x, y), after.at(x, y)) >= 3) count++;
          return count;
        };
        // As much as a line of two pixels around it (WCAG 2.2, 2.4.13).
        const wanted = 2 * 2 * (box.width + box.height);
        const seen = await until(async () => {
          const count = differing();
          if (count < wanted) after = await pixelsOf(page, around, easel);
          return count;
        }, count => count >= wanted, 500);
        if (seen < wanted) weak.push(`the focus on ${target} over ${picture}: ${seen} of ${Math.round(wanted)} pixels`);
      }
    }
    await close();
    assert.deepEqual(weak, []);
  });

  it('forced colours, fonts, motion: as the person and the system want them', async () => {
    const { page, close } = await states.open('accessibility', { reducedMotion: 'no-preference' });
    const asked = [];
    page.on('request', request => /\.woff2/.test(request.url()) && asked.push(request.url()));
    for (const [font, family] of [['atkinson', 'Atkinson Hyperlegible'], ['lexend', 'Lexend'], ['opendyslexic', 'OpenDyslexic']]) {
      assert.ok(!asked.some(url => url.includes(font)), `${font} is not loaded before it is chosen`);
      await page.getByTestId(`access-font-${font}`).click();
      await page.waitForFunction(family => getComputedStyle(document.querySelector('h1')).fontFamily.includes(family) && [...document.fonts].some(face => face.family.includes(family) && face.status === 'loaded'), family);
      await photograph(page, photographs, `font-${font}`);
    }
    // A font's own colours would be unreadable on some grounds.
    const easel = await page.context().newPage();
    await page.bringToFront();
    const sample = await pixelsOf(page, await page.getByTestId('access-sample').boundingBox(), easel);
    await easel.close();
    const coloured = Array.from({ length: sample.width * sample.height }, (_, i) => sample.at(i % sample.width, Math.floor(i / sample.width))).filter(pixel => Math.max(...pixel) - Math.min(...pixel) > 60);
    assert.equal(coloured.length, 0, `pixels of other colours than the text: ${coloured.slice(0, 3).join(' | ')}`);
    await page.getByTestId('access-size-200').click();
    await page.getByTestId('access-motion').click();
    await page.getByTestId('access-contrast').click();
    await page.reload();
    await page.getByTestId('access-settings').waitFor();
    await comesTo(() => page.evaluate(() => {
      const { font, motion, contrast } = document.documentElement.dataset;
      return [font, motion, contrast, getComputedStyle(document.documentElement).fontSize];
    }), ['opendyslexic', 'less', 'more', '32px']);
    await page.getByTestId('access-motion').click();
    await comesTo(() => page.evaluate(() => document.documentElement.dataset.motion), undefined);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.waitForFunction(() => document.documentElement.dataset.motion === 'less');
    await close();

    const moving = [];
    for (const [name, reducedMotion] of [['reconnecting', 'reduce'], ['reconnecting', 'no-preference'], ['waiting', 'no-preference'], ['waiting', 'reduce']]) {
      const state = await states.open(name, { reducedMotion });
      // Nothing goes on and off three times in a second (WCAG 2.3.1); nothing moves at all for whoever asked for that.
      moving.push(...await state.page.evaluate(calm => document.getAnimations().map(one => one.effect.getComputedTiming()).filter(({ duration, iterations }) => (calm ? duration > 1 : iterations > 3 && duration < 334)).map(({ duration }) => `${duration} ms`), reducedMotion === 'reduce'));
      await state.close();
    }
    assert.deepEqual(moving, []);

    const forced = await states.open('chat', { forcedColors: 'active' });
    await photograph(forced.page, photographs, 'forced-colours');
    const shown = await forced.page.evaluate(() => [...document.querySelectorAll('[role="toolbar"] button')].map(button => {
      const { borderTopColor, borderTopWidth, backgroundColor } = getComputedStyle(button);
      return { name: button.getAttribute('aria-label'), pressed: button.getAttribute('aria-pressed'), edge: `${borderTopWidth} ${borderTopColor}`, backgroundColor };
    }));
    const [on, off] = [shown.find(one => one.pressed === 'true'), shown.find(one => one.pressed === 'false')];
    assert.ok(shown.every(one => !one.edge.startsWith('0px')), `every button has an edge: ${JSON.stringify(shown)}`);
    assert.notEqual(on.backgroundColor, off.backgroundColor, 'what is on differs from what is off');
    await forced.close();
  });

  it('the keyboard goes everywhere in a call, and the focus is never lost', async () => {
    const { page, close } = await states.open('call-05');
    const focus = () => page.evaluate(() => {
      const one = document.activeElement;
      return one?.dataset.testid === 'tile' ? `tile ${one.dataset.identity}` : (one?.dataset.testid ?? one?.dataset.region ?? one?.tagName);
    });
    const press = async (keys, expected) => {
      await page.keyboard.press(keys);
      await comesTo(focus, expected, `after ${keys}`);
    };
    await comesTo(focus, 'stage', 'whoever enters is in the call, not at the top of the browser');
    await press('Tab', 'tile p1');
    await press('ArrowRight', 'tile p2');
    await press('ArrowLeft', 'tile p1');
    await press('End', 'tile me');
    await press('Home', 'tile p1');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('role')?.startsWith('menuitem'));
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-haspopup') !== null);
    // One closes the tip of the button.
    await page.locator('[role="tooltip"]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[role="tooltip"]').waitFor({ state: 'detached' });
    await press('Escape', 'tile p1');
    // Somebody leaves whose tile has the focus: the next one has it.
    await page.evaluate(() => globalThis.room.remove('p1'));
    await comesTo(focus, 'tile p2');
    await press('F6', 'ctl-mic');
    await press('ArrowRight', 'ctl-mic-devices');
    await press('ArrowLeft', 'ctl-mic');
    // Pressed, it stays where it is.
    await press('Enter', 'ctl-mic');
    await page.locator('[data-testid="ctl-mic"][aria-pressed="false"]').waitFor();
    await comesTo(focus, 'ctl-mic');
    await press('Control+F6', 'tile p2');
    await press('Control+Alt+c', 'chat-input');
    await page.keyboard.type('d');
    await comesTo(() => page.getByTestId('chat-input').inputValue(), 'd', 'a letter is a letter where one writes');
    await press('Escape', 'tile p2');
    await page.keyboard.press('Shift+Tab');
    await page.getByTestId('ctl-more').focus();
    await press('Control+/', 'shortcut-help');
    await press('Escape', 'ctl-more');

    // A shortcut is changed with the keyboard alone, and the bar says so.
    await page.keyboard.press('Control+Alt+o');
    await page.getByTestId('settings').waitFor();
    await page.getByTestId('settings-tab-audio').focus();
    await press('End', await page.evaluate(() => [...document.querySelectorAll('[role="tab"]')].at(-1).dataset.testid));
    await page.getByTestId('settings-tab-shortcuts').click();
    await page.getByTestId('shortcut-microphone').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+e');
    await page.locator('[data-testid="shortcut-said"]:has-text("caméra")').waitFor();
    await page.keyboard.press('Control+m');
    await page.locator('[data-testid="shortcut-microphone"][data-keys="Ctrl+M"]').waitFor();
    await press('Escape', 'ctl-more');
    await page.locator('[data-testid="ctl-mic"][aria-keyshortcuts="Control+M"]').waitFor();
    const before = await page.getByTestId('ctl-mic').getAttribute('aria-pressed');
    await page.keyboard.press('Control+m');
    await page.locator(`[data-testid="ctl-mic"][aria-pressed="${before === 'true' ? 'false' : 'true'}"]`).waitFor();
    await close();
  });
});

function firstDifference(kept, now) {
  const [a, b] = [kept.split('\n'), now.split('\n')];
  const line = a.findIndex((text, i) => text !== b[i]);
  const at = line < 0 ? a.length : line;
  return `line ${at + 1} was “${a[at]?.trim()}”, is “${b[at]?.trim()}”`;
}

/** In the page: the same picture in every video. */
function showEverywhere(picture) {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  const context = canvas.getContext('2d');
  // The same whenever it is painted.
  const noise = context.createImageData(320, 180);
  for (let i = 0; i < noise.data.length; i += 4) noise.data.set([Math.random() * 256, Math.random() * 256, Math.random() * 256, 255], i);
  const paint = () => {
    if (picture === 'noise') {
      context.putImageData(noise, 0, 0);
    } else {
      context.fillStyle = picture;
      context.fillRect(0, 0, 320, 180);
    }
  };
  paint();
  const stream = canvas.captureStream(5);
  clearInterval(globalThis.painting);
  // A canvas sends a frame when it is painted; noise stands still once it is everywhere.
  globalThis.painting = setInterval(paint, 200);
  const videos = [...document.querySelectorAll('[data-testid="tile"] video')].filter(video => !video.hidden);
  return Promise.all(videos.map(video => {
    video.srcObject = stream;
    return new Promise(resolve => { video.requestVideoFrameCallback(resolve); });
  })).then(() => { if (picture === 'noise') clearInterval(globalThis.painting); });
}

/** In the page: texts and icons over pictures, with their colours. */
function marksOverPictures() {
  const marks = [];
  for (const tile of document.querySelectorAll('[data-testid="tile"]')) {
    const video = tile.querySelector('video');
    if (video === null || video.hidden) continue;
    for (const element of tile.querySelectorAll('*')) {
      const icon = element.tagName === 'svg';
      const text = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
      if (!icon && !text) continue;
      // Of a text its letters only: the corners of what is around it are round.
      const letters = document.createRange();
      letters.selectNodeContents(element);
      const { x, y, width, height } = (icon ? element : letters).getBoundingClientRect();
      if (width < 2 || height < 2 || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const [r, g, b] = getComputedStyle(element).color.match(/[\d.]+/g).map(Number);
      marks.push({ what: `${icon ? 'icon' : 'text'} “${(element.textContent || element.closest('[aria-label]')?.getAttribute('aria-label') || '').slice(0, 40)}”`, icon, colour: [r, g, b], box: { x, y, width, height } });
    }
  }
  return marks;
}
