import { beforeEach, describe, expect, it } from 'vitest';
import type { LocalTrackPublication, Room as LiveKit } from 'livekit-client';
import { LiveKitLayers } from '../../src/client/liveKitLayers';
import { plainSettings, type MediaSettings } from '../../src/client/mediaSettings';

/** A sender as browsers have it: parameters are taken only when they are the newest ones. */
class Sender {
  track = { getSettings: () => this.size };
  changes = 0;
  private pending = false;
  constructor(
    public size: { width: number; height: number },
    public encodings: RTCRtpEncodingParameters[],
  ) {}
  getParameters() {
    this.pending = true;
    return { encodings: this.encodings.map((one) => ({ ...one })) };
  }
  setParameters({ encodings }: { encodings: RTCRtpEncodingParameters[] }): Promise<void> {
    if (!this.pending) return Promise.reject(new Error('InvalidStateError'));
    this.pending = false;
    this.encodings = encodings;
    this.changes++;
    return Promise.resolve();
  }
}

type Asked = { trackSid: string; subscribedQualities: { quality: number; enabled: boolean }[] };

let ask: (update: Asked) => void;
let published: (publication: LocalTrackPublication) => void;
let publications: LocalTrackPublication[];
let layers: LiveKitLayers;

const best = (trackSid: string, quality: number): Asked => ({ trackSid, subscribedQualities: [0, 1, 2].map((one) => ({ quality: one, enabled: one <= quality })) });
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const active = (sender: Sender) => sender.encodings.map((one) => one.active);
const settings = (change: Partial<MediaSettings>): MediaSettings => ({ ...plainSettings, ...change });

function publication(trackSid: string, source: string, sender: Sender): LocalTrackPublication {
  return { trackSid, source, track: { sender } } as unknown as LocalTrackPublication;
}

function camera() {
  const sender = new Sender(
    { width: 1280, height: 720 },
    [4, 2, 1].map((scaleResolutionDownBy) => ({ active: true, scaleResolutionDownBy })),
  );
  const one = publication('TR_camera', 'camera', sender);
  publications.push(one);
  return { sender, one };
}

beforeEach(() => {
  publications = [];
  const room = {
    engine: { on: (_: string, listener: typeof ask) => (ask = listener) },
    on: (_: string, listener: typeof published) => (published = listener),
    localParticipant: { getTrackPublications: () => publications },
  };
  layers = new LiveKitLayers(room as unknown as LiveKit);
});

describe('the layers that are sent', () => {
  it('follow what the server says is wanted', async () => {
    const { sender, one } = camera();
    await layers.apply(one, plainSettings);
    ask(best('TR_camera', 0));
    await settled();
    expect(active(sender)).toEqual([true, false, false]);
    ask(best('TR_camera', 2));
    await settled();
    expect(active(sender)).toEqual([true, true, true]);
  });

  it('stay one while the picture is small, whatever is asked for, and come back with it', async () => {
    const { sender, one } = camera();
    await layers.apply(one, plainSettings);
    sender.size = { width: 320, height: 180 };
    await layers.apply(one, settings({ height: 180, frameRate: 15 }));
    ask(best('TR_camera', 2));
    await settled();
    expect(active(sender)).toEqual([true, false, false]);
    expect(sender.encodings[0]).toMatchObject({ scaleResolutionDownBy: 1, maxBitrate: 100_000, maxFramerate: 15 });
    sender.size = { width: 1280, height: 720 };
    await layers.apply(one, plainSettings);
    expect(sender.encodings.map((each) => [each.active, each.scaleResolutionDownBy])).toEqual([[true, 4], [true, 2], [true, 1]]);
  });

  it('are wanted also when the server was faster than the publication', async () => {
    const sender = new Sender({ width: 1920, height: 1080 }, [{ active: true }]);
    ask(best('TR_screen', -1));
    await settled();
    published(publication('TR_screen', 'screen_share', sender));
    await settled();
    expect(active(sender)).toEqual([false]);
  });

  it('of a shared screen are frames that can be left out, not sizes', async () => {
    const sender = new Sender({ width: 1920, height: 1080 }, [{ active: true, scaleResolutionDownBy: 1 }]);
    published(publication('TR_screen', 'screen_share', sender));
    await settled();
    expect(sender.encodings).toEqual([{ active: true, scaleResolutionDownBy: 1, scalabilityMode: 'L1T3' }]);
  });

  it('of a camera are frames that can be left out, too; those of sound are not', async () => {
    const { sender, one } = camera();
    await layers.apply(one, plainSettings);
    expect(sender.encodings.map((layer) => (layer as { scalabilityMode?: string }).scalabilityMode)).toEqual(['L1T3', 'L1T3', 'L1T3']);
    const microphone = new Sender({ width: 0, height: 0 }, [{ active: true }]);
    published(publication('TR_voice', 'microphone', microphone));
    await settled();
    expect(microphone.encodings).toEqual([{ active: true }]);
  });

  it('are not set again when nothing changes', async () => {
    const { sender, one } = camera();
    await layers.apply(one, plainSettings);
    const { changes } = sender;
    ask(best('TR_camera', 2));
    await layers.apply(one, plainSettings);
    await settled();
    expect(sender.changes).toBe(changes);
  });

  it('two changes at once do not spoil each other', async () => {
    const { sender, one } = camera();
    await layers.apply(one, plainSettings);
    ask(best('TR_camera', 0));
    ask(best('TR_camera', 1));
    await layers.apply(one, plainSettings);
    expect(active(sender)).toEqual([true, true, false]);
  });

  it('a small picture published in one layer needs more when it has grown, one of a small camera does not', () => {
    const one = publication('TR_camera', 'camera', new Sender({ width: 320, height: 180 }, [{ active: true }]));
    const track = (width: number, height: number) => ({ getSettings: () => ({ width, height }) }) as MediaStreamTrack;
    expect(layers.needsMore(one, track(1280, 720), plainSettings)).toBe(true);
    expect(layers.needsMore(one, track(320, 240), plainSettings)).toBe(false);
    expect(layers.needsMore(one, track(320, 180), settings({ height: 180 }))).toBe(false);
    expect(layers.needsMore(camera().one, track(1280, 720), plainSettings)).toBe(false);
  });
});
