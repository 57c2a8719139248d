import { describe, expect, it } from 'vitest';
import { layersNow, lowerLayers } from '../../src/client/sentLayers';

const all = [true, true, true];
const hd = [180, 360, 720];

describe('the layers of a camera', () => {
  it('are three for a large picture, two for one of 360 lines and one for a small one', () => {
    expect(lowerLayers(1080, 30).map((one) => one.height)).toEqual([180, 540]);
    expect(lowerLayers(720, 30).map((one) => one.height)).toEqual([180, 360]);
    expect(lowerLayers(360, 25).map((one) => one.height)).toEqual([180]);
    expect(lowerLayers(180, 15)).toEqual([]);
  });

  it('have fewer frames a second in the smallest, and never more than the picture', () => {
    expect(lowerLayers(720, 30).map((one) => one.frameRate)).toEqual([20, 30]);
    expect(lowerLayers(720, 15).map((one) => one.frameRate)).toEqual([15, 15]);
  });

  it('are all encoded before the server has said who wants them', () => {
    expect(layersNow(hd, 720, 1_700_000, 30, null)).toEqual([
      { active: true, scaleResolutionDownBy: 4, maxBitrate: 100_000, maxFramerate: 20 },
      { active: true, scaleResolutionDownBy: 2, maxBitrate: 450_000, maxFramerate: 30 },
      { active: true, scaleResolutionDownBy: 1, maxBitrate: 1_700_000, maxFramerate: 30 },
    ]);
  });

  it('are encoded as far as somebody wants them', () => {
    expect(layersNow(hd, 720, 1_700_000, 30, [true, false, false]).map((one) => one.active)).toEqual([true, false, false]);
    expect(layersNow(hd, 720, 1_700_000, 30, [false, false, false]).map((one) => one.active)).toEqual([false, false, false]);
  });

  it('become one when the picture is as small as the smallest, whichever is asked for', () => {
    const small = layersNow(hd, 180, 100_000, 15, all);
    expect(small.map((one) => one.active)).toEqual([true, false, false]);
    expect(small[0]).toEqual({ active: true, scaleResolutionDownBy: 1, maxBitrate: 100_000, maxFramerate: 15 });
    expect(layersNow(hd, 180, 100_000, 15, [false, false, true]).map((one) => one.active)).toEqual([true, false, false]);
    expect(layersNow(hd, 180, 100_000, 15, [false, false, false]).map((one) => one.active)).toEqual([false, false, false]);
  });

  it('become two when the picture is as small as the second', () => {
    expect(layersNow(hd, 360, 450_000, 30, all).map((one) => [one.active, one.scaleResolutionDownBy, one.maxBitrate])).toEqual([
      [true, 2, 100_000],
      [true, 1, 450_000],
      [false, 1, 450_000],
    ]);
  });

  it('leave the largest the whole picture when it has grown since', () => {
    expect(layersNow([180, 360], 720, 1_700_000, 30, all).map((one) => [one.active, one.scaleResolutionDownBy, one.maxBitrate])).toEqual([
      [true, 4, 100_000],
      [true, 1, 1_700_000],
    ]);
  });

  it('of a picture published in one are all or nothing', () => {
    expect(layersNow([180], 180, 100_000, 15, [false, false, true])[0]?.active).toBe(true);
    expect(layersNow([180], 180, 100_000, 15, [false, false, false])[0]?.active).toBe(false);
  });
});
