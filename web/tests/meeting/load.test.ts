import { beforeEach, describe, expect, it } from 'vitest';
import type { Bandwidth } from '../../src/client/preferences';
import { Load, type OwnMedia } from '../../src/meeting/load';
import { noLimits, type ReceiveLimits } from '../../src/meeting/receive';
import { Store } from '../../src/meeting/store';
import { strainsOf } from '../../src/meeting/strain';
import type { VitalSigns } from '../../src/meeting/vitals';
import { ownCamera, picture, signs, voice } from './signs';

class FakeMedia implements OwnMedia {
  readonly calls: string[] = [];
  effects = true;
  camera = true;
  effectsOn = () => this.effects;
  cameraOn = () => this.camera;
  reduceEffects(reduced: boolean) {
    this.effects = !reduced;
    this.calls.push(`effects ${reduced ? 'off' : 'on'}`);
  }
  limitCamera(limited: boolean) {
    this.calls.push(`camera ${limited ? 'small' : 'normal'}`);
  }
  cameraOff() {
    this.camera = false;
    this.calls.push('camera off');
  }
}

let limits: Store<ReceiveLimits>;
let media: FakeMedia;
let load: Load;
let now: number;

function begin(choice: Bandwidth = 'auto') {
  limits = new Store<ReceiveLimits>(noLimits);
  media = new FakeMedia();
  load = new Load(limits, media, choice);
  load.begin();
  now = 0;
}

/** Looks every two seconds, for so long; answers the steps that were there, each once. */
function watch(what: VitalSigns, seconds: number, cameras = 8): string[] {
  const seen: string[] = [];
  for (let left = seconds; left > 0; left -= 2) {
    now += 2000;
    load.observe(what, cameras, now);
    const { step } = load.store.getSnapshot();
    if (seen.at(-1) !== step) seen.push(step);
  }
  return seen;
}

const well = signs();
const busy = signs({}, { busy: 0.7 });
const warm = signs({}, { busy: 0.3 });
const lossy = signs({ received: [picture('ana', { lost: 0.2 }), voice('ana', { lost: 0.2 }), picture('ben', { lost: 0.2 })] });
const narrow = signs({ sent: [ownCamera({ lost: 0.25 })] });

describe('what a sample says', () => {
  it.each<[string, VitalSigns, object]>([
    ['nothing', well, { machine: 0, download: 0, upload: 0 }],
    ['a silent microphone of whose few packets half are lost', signs({ sent: [ownCamera(), { ...ownCamera(), kind: 'microphone', picture: null, packets: 4, lost: 0.5 }] }), { upload: 0 }],
    ['a page that is busy most of the time', busy, { machine: 2 }],
    ['a page that is often busy', warm, { machine: 1 }],
    ['pictures of the page that take half a second', signs({}, { longestFrameMs: 600 }), { machine: 2 }],
    ['a page that is not drawn', signs({}, { longestFrameMs: null, busy: null }), { machine: 0 }],
    ['an encoder that the processor limits', signs({ sent: [ownCamera({ limitedBy: 'cpu' })] }), { machine: 1, upload: 0 }],
    ['coding that takes longer than there is time', signs({ sent: [ownCamera({ picture: { width: 1280, height: 720, fps: 25, encodeMs: 38 } })] }), { machine: 2 }],
    ['half of the pictures dropped', signs({ received: [picture('ana', {}, { dropped: 0.5 })] }), { machine: 2 }],
    ['the system under pressure', signs({}, { pressure: 'critical' }), { machine: 2 }],
    ['packets lost on the way in', lossy, { machine: 0, download: 2, upload: 0 }],
    ['pictures that stand still while the machine is idle', signs({ received: [picture('ana', {}, { freezes: 1 })] }), { machine: 0, download: 1 }],
    ['a round trip of a second', signs({ route: { ...well.stats.route, roundTripMs: 1000 } }), { download: 1 }],
    ['sound that is made up', signs({ received: [voice('ana', { concealed: 0.2 })] }), { download: 2 }],
    ['packets lost on the way out', narrow, { machine: 0, download: 0, upload: 2 }],
    ['little room on the way out', signs({ route: { ...well.stats.route, availableOutgoing: 150_000 } }), { upload: 1 }],
    ['little room, and nothing to send', signs({ sent: [], route: { ...well.stats.route, availableOutgoing: 50_000 } }), { upload: 0 }],
    ['one sender of four who loses packets', signs({ received: [picture('ana', { lost: 0.4 }), picture('ben'), picture('cleo'), picture('dan')] }), { download: 0 }],
  ])('%s', (_, what, expected) => expect(strainsOf(what)).toMatchObject(expected));
});

describe('a busy machine', () => {
  beforeEach(() => begin());

  it('loses nothing to one bad moment', () => {
    watch(busy, 4);
    watch(well, 2);
    watch(busy, 4);
    expect(load.store.getSnapshot()).toMatchObject({ step: 'all', trouble: null });
    expect(limits.getSnapshot()).toBe(noLimits);
  });

  it('gives up effects first, then pictures, one’s own last, and says why', () => {
    expect(watch(busy, 6)).toEqual(['all', 'no-effects']);
    expect(load.store.getSnapshot()).toMatchObject({ trouble: 'machine', acknowledged: false });
    expect(media.calls).toEqual(['effects off']);
    expect(watch(busy, 120)).toEqual(['no-effects', 'fewer', 'few', 'speaker', 'sound', 'own-small', 'own-off']);
    expect(media.calls).toEqual(['effects off', 'camera small', 'camera off']);
    expect(limits.getSnapshot()).toEqual({ tiles: 0, height: 180, cameras: 'none' });
  });

  it('waits for what the last step brings', () => {
    watch(busy, 6);
    expect(watch(busy, 6)).toEqual(['no-effects']);
    expect(watch(busy, 2)).toEqual(['fewer']);
  });

  it('takes its time when it is only strained', () => {
    expect(watch(warm, 10)).toEqual(['all']);
    expect(watch(warm, 2)).toEqual(['no-effects']);
  });

  it('skips what would change nothing', () => {
    media.effects = false;
    media.camera = false;
    expect(watch(busy, 60, 1)).toEqual(['all', 'fewer', 'few', 'sound']);
    begin();
    media.effects = false;
    media.camera = false;
    expect(watch(busy, 60, 0)).toEqual(['all']);
  });

  it('comes back step by step, slowly, and never switches a camera on', () => {
    watch(busy, 126);
    expect(watch(well, 18)).toEqual(['own-off']);
    expect(watch(well, 150)).toEqual(['own-off', 'own-small', 'sound', 'speaker', 'few', 'fewer', 'no-effects', 'all']);
    expect(media.calls.slice(3)).toEqual(['camera normal', 'effects on']);
    expect(limits.getSnapshot()).toBe(noLimits);
    expect(load.store.getSnapshot()).toMatchObject({ step: 'all', own: 'all', trouble: null });
  });

  it('does not swing between two steps', () => {
    watch(busy, 14);
    let changes = 0;
    const stop = load.store.subscribe(() => changes++);
    // Well with few pictures, badly with all: for twenty minutes.
    for (let i = 0; i < 600; i++) watch(load.store.getSnapshot().step === 'fewer' ? well : busy, 2);
    stop();
    expect(changes).toBeLessThan(16);
    expect(load.store.getSnapshot().step).not.toBe('sound');
  });

  it('tells again when more is given up, and not when something comes back', () => {
    watch(busy, 6);
    load.acknowledge();
    watch(busy, 6);
    expect(load.store.getSnapshot().acknowledged).toBe(true);
    watch(busy, 2);
    expect(load.store.getSnapshot().acknowledged).toBe(false);
    load.acknowledge();
    watch(well, 30);
    expect(load.store.getSnapshot()).toMatchObject({ step: 'no-effects', acknowledged: true });
  });
});

describe('a weak network', () => {
  beforeEach(() => begin());

  it('keeps effects, which cost it nothing, and sound', () => {
    expect(watch(lossy, 20)).toEqual(['all', 'fewer', 'few']);
    expect(load.store.getSnapshot().trouble).toBe('network');
    expect(media.calls).toEqual([]);
    expect(watch(well, 80)).toEqual(['few', 'fewer', 'all']);
    expect(media.calls).toEqual([]);
  });

  it('on the way out costs nobody else’s picture, and one’s own only after a while', () => {
    watch(narrow, 10);
    expect(media.calls).toEqual([]);
    watch(narrow, 6);
    expect(media.calls).toEqual(['camera small']);
    expect(load.store.getSnapshot()).toMatchObject({ step: 'all', own: 'own-small', trouble: 'upload', acknowledged: false });
    watch(narrow, 20);
    expect(media.calls).toEqual(['camera small', 'camera off']);
    expect(limits.getSnapshot()).toBe(noLimits);
  });
});

describe('what the person wants', () => {
  it('“show all anyway” ends it for good', () => {
    begin();
    watch(busy, 40);
    load.showAll();
    expect(load.store.getSnapshot()).toMatchObject({ choice: 'full', step: 'all', trouble: null });
    expect(limits.getSnapshot()).toBe(noLimits);
    expect(media.calls.at(-1)).toBe('effects on');
    expect(watch(busy, 200)).toEqual(['all']);
  });

  it('“few pictures” begins small and may go on down', () => {
    begin('low');
    expect(limits.getSnapshot()).toEqual({ tiles: 4, height: 180, cameras: 'all' });
    expect(media.calls).toEqual(['camera small']);
    expect(load.store.getSnapshot().trouble).toBeNull();
    watch(lossy, 60);
    expect(limits.getSnapshot().cameras).not.toBe('all');
    watch(well, 300);
    expect(limits.getSnapshot()).toEqual({ tiles: 4, height: 180, cameras: 'all' });
  });

  it('“sound only” receives no camera, and switches one’s own off when it is chosen in the call', () => {
    begin('audio');
    expect(limits.getSnapshot().cameras).toBe('none');
    expect(media.calls).toEqual(['camera small']);
    load.choose('auto');
    expect(limits.getSnapshot()).toBe(noLimits);
    load.choose('audio');
    expect(media.calls).toEqual(['camera small', 'camera normal', 'camera small', 'camera off']);
  });
});

describe('the size that a person wants to receive', () => {
  it('holds in every step, and never asks for more than the step allows', () => {
    begin();
    load.receiveAtMost(360);
    expect(limits.getSnapshot()).toEqual({ ...noLimits, height: 360 });
    watch(busy, 60);
    expect(limits.getSnapshot().height).toBeLessThanOrEqual(360);
    load.receiveAtMost(180);
    expect(limits.getSnapshot().height).toBeLessThanOrEqual(180);
  });

  it('is lifted again', () => {
    begin();
    load.receiveAtMost(180);
    load.receiveAtMost(Infinity);
    expect(limits.getSnapshot()).toEqual(noLimits);
  });
});
