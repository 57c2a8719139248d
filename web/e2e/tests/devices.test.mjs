// Cameras and microphones in a real call: what the other one sees and hears while they change, come and go, are muted, and are worked on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { patient } from '../harness/browser.mjs';
import { by, person } from '../harness/people.mjs';
import { listen, mayLastMs, sighting } from '../harness/probe.mjs';
import { startServer } from '../harness/server.mjs';

/** Counts the frames that a <video> presents until told to stop, the longest time without one, and for how long the page itself stood still at most. */
async function countFrames(video) {
  await video.evaluate(element => {
    const seen = { frames: 0, longestGapMs: 0, stoodMs: 0 };
    globalThis.seen = seen;
    let last = performance.now();
    const onFrame = now => {
      seen.frames++;
      seen.longestGapMs = Math.max(seen.longestGapMs, Math.round(now - last));
      last = now;
      if (globalThis.seen === seen) element.requestVideoFrameCallback(onFrame);
    };
    element.requestVideoFrameCallback(onFrame);
    let lookedAt = last;
    const looking = setInterval(() => {
      const now = performance.now();
      seen.stoodMs = Math.max(seen.stoodMs, Math.round(now - lookedAt - 100));
      lookedAt = now;
      if (globalThis.seen !== seen) clearInterval(looking);
    }, 100);
  });
  return () => video.evaluate(() => {
    const { seen } = globalThis;
    globalThis.seen = null;
    return seen;
  });
}

/**
 * How loud the other one is heard over two seconds, in decibels of full scale: between the words (the quietest fifth of all glances)
 * and in them (the loudest fifth).
 */
const loudness = page => page.evaluate(async () => {
  const context = new AudioContext();
  const meter = context.createAnalyser();
  meter.fftSize = 1024;
  for (const element of document.querySelectorAll('[data-testid="remote-audio"]')) context.createMediaStreamSource(element.srcObject).connect(meter);
  const samples = new Float32Array(meter.fftSize);
  const glances = [];
  const end = performance.now() + 2000;
  while (performance.now() < end) {
    await new Promise(r => setTimeout(r, 20));
    meter.getFloatTimeDomainData(samples);
    glances.push(10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length + 1e-10));
  }
  await context.close();
  glances.sort((a, b) => a - b);
  const fifth = Math.ceil(glances.length / 5);
  const mean = list => list.reduce((a, b) => a + b, 0) / list.length;
  return { between: mean(glances.slice(0, fifth)), words: mean(glances.slice(-fifth)) };
});

/** Listens until the loudness is as wanted, or the time is over; answers what it was last. */
async function heardAs(page, wanted, milliseconds = 120_000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const now = await loudness(page);
    if (wanted(now) || Date.now() > end) return now;
  }
}

/** How much louder 440 Hz is than 660 Hz on the left, and 660 Hz than 440 Hz on the right, in decibels. */
const apart = page => page.evaluate(async () => {
  const context = new AudioContext({ sampleRate: 48000 });
  const split = context.createChannelSplitter(2);
  for (const element of document.querySelectorAll('[data-testid="remote-audio"]')) context.createMediaStreamSource(element.srcObject).connect(split);
  const meters = [0, 1].map(channel => {
    const meter = context.createAnalyser();
    meter.fftSize = 8192;
    split.connect(meter, channel);
    return meter;
  });
  await new Promise(r => setTimeout(r, 1000));
  const bins = new Float32Array(4096);
  const at = (meter, hz) => {
    meter.getFloatFrequencyData(bins);
    return bins[Math.round(hz * 8192 / 48000)];
  };
  const found = [at(meters[0], 440) - at(meters[0], 660), at(meters[1], 660) - at(meters[1], 440)];
  await context.close();
  return Math.min(...found);
});

/** Somebody who speaks and takes breath, as a wave file in base 64. */
const spoken = () => execFileSync('espeak-ng', ['-v', 'fr', '-s', '140', '--stdout', 'Bonjour à tous, je vous présente le budget de la commune.']).toString('base64');

describe('devices in a call', { concurrency: false }, () => {
  let server, alice, bruno;

  before(async () => {
    [server, alice, bruno] = await Promise.all([startServer(), person('alice', patient), person('bruno', patient)]);
    await alice.page.addInitScript(speech => {
      // A second camera and a second microphone (Chromium fakes one of each from a file), and a note of every track that is opened.
      globalThis.opened = [];
      const devices = navigator.mediaDevices;
      const open = devices.getUserMedia.bind(devices);
      const list = devices.enumerateDevices.bind(devices);
      const extra = [
        { kind: 'videoinput', deviceId: 'second-camera', label: 'Second camera', groupId: 'c' },
        { kind: 'audioinput', deviceId: 'second-microphone', label: 'Second microphone', groupId: 'm' },
        { kind: 'audioinput', deviceId: 'headset-in', label: 'Headset', groupId: 'h' },
        { kind: 'audiooutput', deviceId: 'headset-out', label: 'Headset', groupId: 'h' },
      ];
      const gone = globalThis.gone = new Set(['headset-in', 'headset-out']);
      const wanted = wish => extra.find(one => !gone.has(one.deviceId) && wish && typeof wish === 'object' && (wish.deviceId?.exact ?? wish.deviceId?.ideal) === one.deviceId);
      const sinks = globalThis.sinks = new Set();
      const setSink = HTMLMediaElement.prototype.setSinkId;
      HTMLMediaElement.prototype.setSinkId = function (id) {
        sinks.add(id);
        return id === 'headset-out' ? Promise.resolve() : setSink.call(this, id);
      };
      globalThis.plug = (...ids) => {
        for (const id of ids) gone.delete(id);
        devices.dispatchEvent(new Event('devicechange'));
      };
      globalThis.unplug = (...ids) => {
        for (const id of ids) gone.add(id);
        for (const track of globalThis.opened) {
          if (track.readyState !== 'live' || !ids.includes(track.getSettings().deviceId)) continue;
          track.stop();
          track.dispatchEvent(new Event('ended'));
        }
        devices.dispatchEvent(new Event('devicechange'));
      };
      const named = (track, id) => {
        const settings = track.getSettings.bind(track);
        track.getSettings = () => ({ ...settings(), deviceId: id });
        return track;
      };
      const made = {
        video() {
          const canvas = document.createElement('canvas');
          canvas.width = 640;
          canvas.height = 360;
          const pen = canvas.getContext('2d');
          let n = 0;
          const draw = () => {
            pen.fillStyle = `hsl(${n++ % 360} 60% 50%)`;
            pen.fillRect(0, 0, 640, 360);
            if (!globalThis.someone) return;
            // Somebody before a wall of stripes.
            const fill = (colour, path) => {
              pen.fillStyle = colour;
              pen.beginPath();
              path();
              pen.fill();
            };
            const round = (x, y, w, h, from = 0) => () => pen.ellipse(x, y, w, h, 0, from, Math.PI * 2);
            for (let x = 0; x < 640; x += 16) fill(x % 32 === 0 ? '#cfd8d2' : '#5f746b', () => pen.rect(x, 0, 16, 360));
            fill('#23405c', round(320, 375, 155, 125));
            fill('#b98560', () => pen.rect(290, 220, 60, 60));
            fill('#c68863', round(320, 160, 62, 82));
            fill('#2b1c12', round(320, 105, 70, 50, Math.PI));
            fill('#ffffff', round(296, 150, 12, 7));
            fill('#ffffff', round(344, 150, 12, 7));
            fill('#20140c', round(296, 150, 5, 5));
            fill('#20140c', round(344, 150, 5, 5));
            fill('#7a3b30', () => pen.rect(296, 200, 48, 7));
          };
          draw();
          setInterval(draw, 40);
          return canvas.captureStream(25).getVideoTracks()[0];
        },
        audio() {
          const context = new AudioContext({ sampleRate: 48000 });
          const target = context.createMediaStreamDestination();
          const loop = (buffer, level) => {
            const source = context.createBufferSource();
            const gain = context.createGain();
            gain.gain.value = level;
            source.buffer = buffer;
            source.loop = true;
            source.connect(gain).connect(target);
            source.start();
            return gain;
          };
          // A voice with pauses, in noise, and a tone in each ear, as of an instrument.
          const noise = context.createBuffer(1, 48000, 48000);
          noise.getChannelData(0).forEach((_, i, samples) => { samples[i] = Math.random() - 0.5; });
          loop(noise, 0.1);
          const ears = context.createChannelMerger(2);
          [440, 660].forEach((hz, ear) => {
            const tone = context.createOscillator();
            const gain = context.createGain();
            tone.frequency.value = hz;
            gain.gain.value = 0.02;
            tone.connect(gain).connect(ears, 0, ear);
            tone.start();
          });
          ears.connect(target);
          context.decodeAudioData(Uint8Array.from(atob(speech), one => one.charCodeAt(0)).buffer).then(voice => {
            const padded = context.createBuffer(1, voice.length + 48000, 48000);
            padded.copyToChannel(voice.getChannelData(0), 0);
            loop(padded, 1);
          });
          return target.stream.getAudioTracks()[0];
        },
      };
      devices.enumerateDevices = async () => [...await list(), ...extra.filter(one => !gone.has(one.deviceId)).map(one => ({ toJSON() {}, ...one }))];
      devices.getUserMedia = async wish => {
        const tracks = [];
        const rest = { ...wish };
        for (const kind of ['video', 'audio']) {
          const one = wanted(wish[kind]);
          if (one === undefined) continue;
          tracks.push(named(made[kind](), one.deviceId));
          rest[kind] = false;
        }
        if (rest.video || rest.audio) tracks.push(...(await open(rest)).getTracks());
        globalThis.opened.push(...tracks);
        globalThis.wishes = [...globalThis.wishes ?? [], wish];
        return new MediaStream(tracks);
      };
    }, spoken());
    const link = await alice.createMeeting(server.url);
    await alice.join(link);
    await bruno.join(link);
  });

  after(async () => {
    await alice?.close();
    await bruno?.close();
    await server?.stop();
  });

  const live = kind => alice.page.evaluate(kind => globalThis.opened.filter(track => track.kind === kind && track.readyState === 'live').map(track => track.getSettings().deviceId), kind);

  /** Looks for a piece of news from now on, which goes by itself. */
  const toastOf = kind => sighting(alice.page, `[data-testid="toasts"] [data-kind="${kind}"]`);

  async function openSettings(tab) {
    await by(alice.page, 'ctl-more').click();
    await by(alice.page, 'more-settings').click();
    await by(alice.page, `settings-tab-${tab}`).click();
  }

  async function closeSettings() {
    await alice.page.keyboard.press('Escape');
    await by(alice.page, 'settings').waitFor({ state: 'detached' });
  }

  it('hides the room behind a person, and not the person', async t => {
    const page = alice.page;
    await page.evaluate(() => { globalThis.someone = true; });
    await openSettings('video');
    await by(page, 'settings-camera').click();
    await page.getByRole('menuitemradio', { name: 'Second camera' }).click();
    /** How much neighbouring points differ: in the wall beside the person, and in the face. */
    const detail = () => page.evaluate(() => {
      const video = document.querySelector('[data-testid="tile"][data-local="true"] video');
      const canvas = new OffscreenCanvas(640, 360);
      const pen = canvas.getContext('2d', { willReadFrequently: true });
      // While one picture gives way to the other there may be none at all.
      if (!(video?.videoWidth > 0)) return { wall: 0, face: 0 };
      pen.drawImage(video, 0, 0, 640, 360);
      const within = (x, y, w, h) => {
        const { data } = pen.getImageData(x, y, w, h);
        let sum = 0;
        for (let i = 4; i < data.length; i += 4) if ((i / 4) % w !== 0) sum += Math.abs(data[i] - data[i - 4]);
        return sum / (w * h);
      };
      return { wall: within(16, 40, 120, 280), face: within(280, 135, 80, 80) };
    });
    const until = async wanted => {
      const end = Date.now() + 120_000;
      for (;;) {
        const now = await detail();
        if (wanted(now) || Date.now() > end) return now;
        await new Promise(r => setTimeout(r, 100));
      }
    };
    const plain = await until(({ wall }) => wall > 3);
    await by(page, 'settings-tab-effects').click();
    await by(page, 'background-blur-strong').click();
    const blurred = await until(({ wall, face }) => wall < plain.wall / 5 && face > plain.face / 2);
    t.diagnostic(`${JSON.stringify(plain)}, blurred ${JSON.stringify(blurred)}`);
    assert.ok(plain.wall > 3, `the wall is there at first: ${JSON.stringify(plain)}`);
    assert.ok(blurred.wall < plain.wall / 5, `the wall is hidden: ${JSON.stringify({ plain, blurred })}`);
    assert.ok(blurred.face > plain.face / 2, `the face is as before: ${JSON.stringify({ plain, blurred })}`);
    await by(page, 'background-none').click();
    const after = await until(({ wall }) => wall > plain.wall / 2);
    assert.ok(after.wall > plain.wall / 2, 'the wall is back');
    await closeSettings();
    await page.evaluate(() => { globalThis.someone = false; });
  });

  it('changes camera and microphone while the other one goes on seeing and hearing', async t => {
    const video = await bruno.videoIn(bruno.tileOf('alice'));
    const stop = await countFrames(video);
    const choose = async (kind, name) => {
      await by(alice.page, `settings-${kind}`).click();
      await alice.page.getByRole('menuitemradio', { name }).click();
    };
    const only = (kind, id) => alice.page.waitForFunction(({ kind, id }) => {
      const now = globalThis.opened.filter(track => track.kind === kind && track.readyState === 'live').map(track => track.getSettings().deviceId);
      return now.length === 1 && now[0] === id;
    }, { kind, id });
    await openSettings('video');
    await choose('camera', 'Second camera');
    await only('video', 'second-camera');
    const had = await bruno.page.evaluate(() => globalThis.seen.frames);
    await bruno.page.waitForFunction(had => globalThis.seen.frames > had + 20, had);
    const seen = await stop();
    t.diagnostic(`bruno saw ${JSON.stringify(seen)}`);
    assert.ok(seen.longestGapMs < mayLastMs(seen.stoodMs), `the picture stood still for ${seen.longestGapMs} ms`);
    await by(alice.page, 'settings-tab-audio').click();
    await choose('microphone', 'Second microphone');
    await only('audio', 'second-microphone');
    const heard = await listen(bruno.page, [440], 0, [20]);
    assert.ok(heard.prominenceDb[0] > 20, `the second microphone came through with ${heard.prominenceDb[0]} dB`);
    // The voice comes and goes; what is left between its words is the noise, unless nothing came at all.
    const noisy = await heardAs(bruno.page, ({ between, words }) => between > -50 && words - between > 8);
    await by(alice.page, 'settings-noise-strong').click();
    // A machine that is late with its sound has less of both.
    const fell = now => ({ noise: noisy.between - now.between, voice: noisy.words - now.words });
    const isCalm = now => fell(now).noise > 15 && fell(now).voice < fell(now).noise - 4 && now.words > -40;
    const calm = await heardAs(bruno.page, isCalm);
    const figures = `between the words ${noisy.between.toFixed(1)} dB, with strong suppression ${calm.between.toFixed(1)} dB; in them ${noisy.words.toFixed(1)} dB and ${calm.words.toFixed(1)} dB`;
    t.diagnostic(figures);
    assert.ok(fell(calm).noise > 15, `the noise falls: ${figures}`);
    assert.ok(isCalm(calm), `the voice stays: ${figures}`);
    await by(alice.page, 'settings-noise-browser').click();
    await by(alice.page, 'settings-tab-video').click();

    // Unplugged: the other camera goes on by itself, in the same publication.
    const told = await toastOf('videoinput-lost');
    await alice.page.evaluate(() => globalThis.unplug('second-camera'));
    await alice.page.waitForFunction(() => {
      const now = globalThis.opened.filter(track => track.kind === 'video' && track.readyState === 'live');
      return now.length === 1 && now[0].getSettings().deviceId !== 'second-camera';
    }, undefined);
    await told();
    await bruno.videoIn(bruno.tileOf('alice'));
    await closeSettings();
  });

  it('sends music in stereo and as it is', async t => {
    await openSettings('audio');
    // In silence they are not a number.
    let db = await apart(bruno.page);
    for (const end = Date.now() + 120_000; !(db < 6) && Date.now() < end;) db = await apart(bruno.page);
    assert.ok(db < 6, `speech is the same in both ears: ${db} dB`);
    await by(alice.page, 'settings-music').click();
    await alice.page.waitForFunction(() => {
      const { audio } = globalThis.wishes.at(-1);
      return ['echoCancellation', 'noiseSuppression', 'autoGainControl'].every(one => audio?.[one] === false);
    });
    for (const end = Date.now() + 120_000; !(db > 15) && Date.now() < end;) db = await apart(bruno.page);
    t.diagnostic(`the tones of the two ears are ${db.toFixed(1)} dB apart`);
    assert.ok(db > 15, `${db} dB`);
    await by(alice.page, 'settings-music').click();
    await closeSettings();
  });

  it('offers a headset that is plugged in, and takes it again when it comes back', async () => {
    const { page } = alice;
    const toast = kind => by(page, 'toasts').locator(`[data-kind="${kind}"]`);
    const uses = id => page.waitForFunction(id => {
      const now = globalThis.opened.filter(track => track.kind === 'audio' && track.readyState === 'live').map(track => track.getSettings().deviceId);
      return now.length === 1 && (id === null ? !now[0].startsWith('headset') : now[0] === id);
    }, id);
    await uses('second-microphone');
    await page.evaluate(() => globalThis.plug('headset-in', 'headset-out'));
    await toast('device-found').waitFor();
    assert.deepEqual(await live('audio'), ['second-microphone'], 'nothing is taken unasked');
    await by(page, 'toast-use').click();
    await uses('headset-in');
    await page.waitForFunction(() => globalThis.sinks.has('headset-out'));
    const [lost, returned] = [await toastOf('audioinput-lost'), await toastOf('device-returned')];
    await page.evaluate(() => globalThis.unplug('headset-in', 'headset-out'));
    await lost();
    await uses(null);
    await page.evaluate(() => globalThis.plug('headset-in', 'headset-out'));
    await returned();
    await uses('headset-in');
  });

  it('shows how loud one is, says that one speaks while muted, and sends nothing of it', async () => {
    const { page } = alice;
    const level = () => page.waitForFunction(() => Number(document.querySelector('[data-testid="ctl-mic-level"]')?.style.getPropertyValue('--level')) > 0.4);
    await level();
    const hinted = await toastOf('speaking-muted');
    await by(page, 'ctl-mic').click();
    await by(page, 'ctl-mic-level').waitFor({ state: 'detached' });
    await hinted();
    const heard = await heardAs(bruno.page, ({ words }) => words < -70);
    assert.ok(heard.words < -70, `nothing is sent of it: ${heard.words} dB`);
    // The copy that is listened to is no track that is sent.
    await page.waitForFunction(() => !globalThis.opened.some(track => track.kind === 'audio' && track.readyState === 'live' && track.enabled));
  });

  it('is heard while the key to talk is held, and not after', async () => {
    const { page } = alice;
    // The key does not press what has the focus, too.
    await by(page, 'ctl-more').focus();
    await page.keyboard.down('Control');
    await page.keyboard.down('Space');
    const held = await heardAs(bruno.page, ({ words }) => words > -45);
    assert.ok(held.words > -45, `${held.words} dB while it is held`);
    await page.keyboard.up('Space');
    await page.keyboard.up('Control');
    const after = await heardAs(bruno.page, ({ words }) => words < -70);
    assert.ok(after.words < -70, `${after.words} dB after`);
    await by(page, 'ctl-mic').and(page.locator('[aria-pressed="false"]')).waitFor();
    assert.equal(await by(page, 'ctl-more').getAttribute('aria-expanded'), 'false');
  });

  it('keeps a picture of one’s own to stand behind, and never shows the room when it is removed', async () => {
    const { page } = alice;
    const own = page.locator('[data-testid^="background-own:"]');
    const colour = wanted => page.waitForFunction(wanted => {
      const pen = new OffscreenCanvas(1, 1).getContext('2d');
      const video = document.querySelector('[data-testid="tile"][data-local="true"] video');
      if (!(video?.videoWidth > 0)) return false;
      pen.drawImage(video, 20, 20, 20, 20, 0, 0, 1, 1);
      const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
      return (r > 180 && g < 70 && b < 70) === wanted;
    }, wanted);
    await openSettings('effects');
    const red = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(320, 180);
      const pen = canvas.getContext('2d');
      pen.fillStyle = '#e01010';
      pen.fillRect(0, 0, 320, 180);
      return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
    });
    const choose = async file => {
      const chooser = page.waitForEvent('filechooser');
      await by(page, 'background-add').click();
      await (await chooser).setFiles(file);
    };
    await choose({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await by(page, 'background-problem').and(page.locator('[data-problem="unreadable"]')).waitFor();
    await choose({ name: 'red.png', mimeType: 'image/png', buffer: Buffer.from(red) });
    await own.waitFor();
    await colour(true);
    await closeSettings();
    await openSettings('effects');
    await own.waitFor();
    await by(page, 'background-remove').click();
    await own.waitFor({ state: 'detached' });
    await by(page, 'background').and(page.locator('[data-value="blur-strong"]')).waitFor();
    await colour(false);
    await by(page, 'background-none').click();
    await closeSettings();
  });

  it('went wrong nowhere', () => {
    // The library that runs the model writes what it does where errors are written.
    const faults = [...alice.faults, ...bruno.faults].filter(fault => !fault.includes('INFO: Created TensorFlow Lite'));
    assert.deepEqual(faults, []);
  });
});
