import { beforeEach, describe, expect, it } from 'vitest';
import { LocalMedia } from '../../src/client/localMedia';
import type { Prepared, Side } from '../../src/client/localSide';
import { plainSettings, type MediaSettings } from '../../src/client/mediaSettings';
import type { MediaChoice } from '../../src/client/room';
import { FakeMachine, FakeSink, passOn } from './fakeDevices';

const choice: MediaChoice = { microphoneOn: true, cameraOn: true, microphoneId: 'mic-a', cameraId: 'cam-a', speakerId: null, settings: plainSettings };
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

let machine: FakeMachine;
let sink: FakeSink;
let lost: string[];
let open: Partial<Record<Side, string | null>>;

function enter(change: Partial<MediaChoice> = {}, prepare = passOn) {
  return new LocalMedia(
    { port: machine, sink, prepare: { microphone: prepare, camera: prepare }, events: { lost: (kind, id) => lost.push(`${kind} ${id ?? 'none'}`), opened: (side, capture) => (open[side] = capture?.getSettings().deviceId ?? null) } },
    { ...choice, ...change },
  );
}

async function inside(change: Partial<MediaChoice> = {}, prepare = passOn) {
  const media = enter(change, prepare);
  await media.start(await media.open());
  return media;
}

beforeEach(() => {
  machine = new FakeMachine();
  sink = new FakeSink();
  lost = [];
  open = {};
});

describe('entering', () => {
  it('asks for both devices with one question', async () => {
    await inside();
    expect(machine.opened).toEqual(['camera:cam-a@720 microphone:mic-a']);
    expect(sink.log).toEqual(['publish mic-a', 'publish cam-a']);
  });

  it('has the microphone when only the camera fails', async () => {
    machine.problems.camera = 'in-use';
    await inside();
    expect(sink.log).toEqual(['publish mic-a']);
    expect(machine.live('camera')).toEqual([]);
  });

  it('leaves the microphone of a silent entry closed until it is asked for', async () => {
    const media = enter();
    await media.start(await media.open(), true);
    expect(sink.log).toEqual(['publish cam-a']);
    expect(machine.live('microphone')).toEqual([]);
    await media.microphone.set(true);
    expect(sink.sent.microphone?.on).toBe(true);
  });

  it('works without any device', async () => {
    machine.plugged.microphone = [];
    machine.plugged.camera = [];
    await inside();
    expect(sink.log).toEqual([]);
  });

  it('leaves nothing open when the call is over before the devices are there', async () => {
    const media = enter();
    const opened = await media.open();
    await media.close();
    await media.start(opened);
    expect(machine.tracks.map((track) => track.readyState)).toEqual(['ended', 'ended']);
  });
});

describe('switching', () => {
  it('exchanges the device within the same publication, and lets go of the one before', async () => {
    machine.plug('microphone', 'headset');
    const media = await inside();
    await media.microphone.use('headset');
    expect(sink.sent.microphone).toMatchObject({ publications: 1, on: true, track: { deviceId: 'headset', readyState: 'live' } });
    expect(machine.live('microphone')).toHaveLength(1);
  });

  it('keeps the old device until the new one is sent', async () => {
    machine.plug('camera', 'cam-b');
    const media = await inside();
    const old = machine.live('camera')[0];
    const states: (string | undefined)[] = [];
    const send = sink.send.bind(sink);
    sink.send = (...all) => {
      states.push(old?.readyState);
      return send(...all);
    };
    await media.camera.use('cam-b');
    expect(states).toEqual(['live']);
    expect(old?.readyState).toBe('ended');
  });

  it('goes on with the old one when the new one cannot be had', async () => {
    const media = await inside();
    machine.problems.microphone = 'blocked';
    await expect(media.microphone.use('headset')).rejects.toThrow();
    expect(sink.sent.microphone).toMatchObject({ on: true, track: { deviceId: 'mic-a', readyState: 'live' } });
  });

  it('stays muted when the device of a muted microphone is exchanged', async () => {
    machine.plug('microphone', 'headset');
    const media = await inside();
    await media.microphone.set(false);
    await media.microphone.use('headset');
    expect(sink.sent.microphone).toMatchObject({ on: false, track: { deviceId: 'headset' } });
  });

  it('opens a camera that was off on the device chosen meanwhile', async () => {
    machine.plug('camera', 'cam-b');
    const media = await inside();
    await media.camera.set(false);
    expect(machine.live('camera')).toEqual([]);
    await media.camera.use('cam-b');
    expect(machine.live('camera')).toEqual([]);
    await media.camera.set(true);
    expect(sink.sent.camera).toMatchObject({ on: true, publications: 1, track: { deviceId: 'cam-b' } });
  });

  it('takes another device when the one that was asked for is not there', async () => {
    const media = await inside({ microphoneId: 'from-last-year' });
    expect(sink.sent.microphone).toMatchObject({ on: true, track: { deviceId: 'mic-a' } });
    await media.close();
  });
});

describe('losing a device', () => {
  it('falls back on another one without ending the publication', async () => {
    machine.plug('microphone', 'headset');
    await inside({ microphoneId: 'headset' });
    machine.unplug('microphone', 'headset');
    await settled();
    expect(sink.sent.microphone).toMatchObject({ publications: 1, on: true, track: { deviceId: 'mic-a', readyState: 'live' } });
    expect(lost).toEqual(['audioinput mic-a']);
  });

  it('mutes when there is no other one, and starts again on request', async () => {
    const media = await inside();
    machine.unplug('camera', 'cam-a');
    await settled();
    expect(sink.sent.camera?.on).toBe(false);
    expect(lost).toEqual(['videoinput none']);
    await expect(media.camera.set(true)).rejects.toThrow();
    machine.plug('camera', 'cam-b');
    await media.camera.set(true);
    expect(sink.sent.camera).toMatchObject({ publications: 1, on: true, track: { deviceId: 'cam-b', readyState: 'live' } });
  });

  it('tells which device is open, so that nothing of the one before stays open', async () => {
    const media = await inside();
    expect(open).toEqual({ microphone: 'mic-a', camera: 'cam-a' });
    await media.microphone.set(false);
    await media.camera.set(false);
    // A muted microphone stays open, a camera that is off does not.
    expect(open).toEqual({ microphone: 'mic-a', camera: null });
    machine.plug('microphone', 'mic-b');
    machine.unplug('microphone', 'mic-a');
    await settled();
    expect(open.microphone).toBe('mic-b');
    machine.unplug('microphone', 'mic-b');
    await settled();
    expect(open.microphone).toBeNull();
    await media.close();
    expect(open).toEqual({ microphone: null, camera: null });
  });

  it('tells nobody else that the track ended', async () => {
    await inside();
    const track = machine.live('microphone')[0];
    let heard = false;
    track?.addEventListener('ended', () => {
      heard = true;
    });
    machine.plug('microphone', 'mic-b');
    machine.unplug('microphone', 'mic-a');
    expect(heard).toBe(false);
  });
});

describe('what somebody else ends', () => {
  it('lets go of a camera that was muted by a host', async () => {
    const media = await inside();
    await sink.mute('camera');
    await media.camera.stopped();
    expect(machine.live('camera')).toEqual([]);
  });

  it('does not believe an old message that the camera was muted', async () => {
    const media = await inside();
    const off = media.camera.set(false);
    const on = media.camera.set(true);
    const late = media.camera.stopped();
    await Promise.all([off, on, late]);
    expect(sink.sent.camera).toMatchObject({ on: true, track: { readyState: 'live' } });
  });

  it('lets go of what may not be published', async () => {
    const media = await inside({ microphoneOn: false, cameraOn: false });
    sink.failNext = true;
    await expect(media.camera.set(true)).rejects.toThrow('refused');
    expect(machine.live('camera')).toEqual([]);
  });
});

describe('settings', () => {
  it('open the camera anew for another size, and only then', async () => {
    const media = await inside();
    await media.apply({ ...plainSettings, autoGain: false });
    expect(machine.opened).toEqual(['camera:cam-a@720 microphone:mic-a', 'microphone:mic-a']);
    await media.apply({ ...plainSettings, autoGain: false, height: 360 });
    expect(machine.opened.at(-1)).toBe('camera:cam-a@360');
    expect(machine.live('camera')).toHaveLength(1);
  });

  it('ask a running effect first, and exchange it where it cannot follow', async () => {
    const closed: string[] = [];
    const prepare = (track: MediaStreamTrack, settings: MediaSettings): Promise<Prepared> =>
      Promise.resolve({ track, update: (next) => next.background !== 'none' || settings.background === 'none', close: () => closed.push(settings.background) });
    const media = await inside({ settings: { ...plainSettings, background: 'blur-light' } }, prepare);
    await media.apply({ ...plainSettings, background: 'blur-strong' });
    expect(closed).toEqual([]);
    await media.apply(plainSettings);
    expect(closed).toEqual(['blur-light', 'blur-light']);
    expect(machine.opened).toHaveLength(1);
  });
});

describe('whatever comes and goes', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

  it(`keeps one microphone and one camera at most, and sends no stopped track (SEED=${seed})`, async () => {
    let state = seed;
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    const sides: Side[] = ['microphone', 'camera'];
    for (let round = 0; round < 60; round++) {
      machine = new FakeMachine();
      sink = new FakeSink();
      machine.delay = random(6);
      const media = enter({ microphoneOn: random(3) > 0, cameraOn: random(3) > 0 });
      await media.start(await media.open());
      const done: string[] = [];
      for (let step = 0; step < 40; step++) {
        const side = sides[random(2)] ?? 'microphone';
        const id = `${side === 'microphone' ? 'mic' : 'cam'}-${'abc'[random(3)] ?? 'a'}`;
        const local = media.side(side);
        const act = random(9);
        done.push(`${act} ${side} ${id}`);
        if (act === 0) machine.plug(side, id);
        else if (act === 1) machine.unplug(side, id);
        else if (act === 2) machine.problems[side] = (['blocked', 'in-use', 'missing'] as const)[random(3)];
        else if (act === 3) delete machine.problems[side];
        else if (act === 4) void local.use(id).catch(() => {});
        else if (act === 5) void local.apply({ ...plainSettings, height: random(2) === 0 ? 720 : 360, music: random(2) === 0 }).catch(() => {});
        else if (act === 6) void sink.mute(side).then(() => local.stopped());
        else void local.set(act === 7).catch(() => {});
        if (random(3) === 0) await settled();
        if (random(4) === 0) for (let i = random(5); i > 0; i--) await Promise.resolve();
      }
      await settled();
      await settled();
      for (const side of sides) {
        const now = sink.sent[side];
        expect(machine.live(side).length, done.join('\n')).toBeLessThanOrEqual(1);
        if (now?.on === true) expect(now.track.readyState, `${side}\n${done.join('\n')}`).toBe('live');
        if (side === 'camera' && now?.on !== true) expect(machine.live(side), done.join('\n')).toEqual([]);
        expect(now?.publications ?? 0).toBeLessThanOrEqual(1);
      }
      await media.close();
      expect([...machine.live('microphone'), ...machine.live('camera')]).toEqual([]);
    }
  });
});
