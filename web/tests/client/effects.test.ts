import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blendMask } from '../../src/client/effects/mask';
import { describeModel } from '../../src/client/effects/modelMetadata';
import { levels, Pace } from '../../src/client/effects/pace';
import { isWeak, mediaSettings, readBackground } from '../../src/client/mediaSettings';
import { loadPreferences } from '../../src/client/preferences';

describe('the pace of an effect', () => {
  const work = (pace: Pace, milliseconds: number) => Array.from({ length: 40 }, () => pace.worked(milliseconds)).at(-1);

  it('goes on while there is time', () => {
    const pace = new Pace();
    for (let i = 0; i < 10; i++) expect(work(pace, 20)).toBe('go-on');
    expect(pace.current).toEqual(levels[0]);
  });

  it('gives up its fineness first, and gives up in the end', () => {
    const pace = new Pace();
    expect([work(pace, 90), work(pace, 90), work(pace, 90), work(pace, 90)]).toEqual(['cheaper', 'cheaper', 'cheaper', 'give-up']);
    expect(pace.current).toEqual(levels.at(-1));
  });

  it('does not take a page that slept for a slow machine', () => {
    const pace = new Pace();
    for (let i = 0; i < 200; i++) expect(pace.worked(5000)).toBe('go-on');
  });
});

describe('the mask', () => {
  const alphaOf = (before: number, found: number) => {
    const belief = new Float32Array([before]);
    const alpha = new Uint8ClampedArray(4);
    blendMask(belief, [found], alpha);
    return alpha[3] ?? -1;
  };

  it('shows who is surely there, and hides what surely is not', () => {
    expect(alphaOf(1, 1)).toBe(255);
    expect(alphaOf(0, 0)).toBe(0);
  });

  it('follows at once what surely moved', () => {
    expect(alphaOf(0, 1)).toBe(255);
    expect(alphaOf(1, 0)).toBe(0);
  });

  it('calms what flickers at an edge', () => {
    expect(Math.abs(alphaOf(0.5, 0.6) - alphaOf(0.5, 0.5))).toBeLessThan(alphaOf(0.6, 0.6) - alphaOf(0.5, 0.5));
  });
});

describe('the model', () => {
  const model = new Uint8Array(readFileSync(new URL('../../node_modules/@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite', import.meta.url)));

  it('is described in front, and left as it is', () => {
    const described = describeModel(model);
    const front = described.length - model.length;
    expect(front % 16).toBe(0);
    expect(Buffer.from(described.slice(front)).equals(Buffer.from(model))).toBe(true);
    expect(Buffer.from(described.slice(0, front)).includes('TFLITE_METADATA')).toBe(true);
    expect(Buffer.from(described.slice(0, front)).includes('M001')).toBe(true);
  });

  it('keeps its parts within reach', () => {
    const described = describeModel(model);
    const view = new DataView(described.buffer);
    const root = view.getUint32(0, true);
    const layout = root - view.getInt32(root, true);
    const subgraphs = root + view.getUint16(layout + 4 + 2 * 2, true);
    const list = subgraphs + view.getUint32(subgraphs, true);
    expect(list).toBeGreaterThan(described.length - model.length);
    expect(view.getUint32(list, true)).toBe(1);
  });
});

describe('settings', () => {
  const strong = { cores: 8, memory: 8 };
  const weak = { cores: 2, memory: 4 };

  it('are smaller by themselves on a weak machine, unless the person says otherwise', () => {
    expect(isWeak(weak)).toBe(true);
    expect(mediaSettings(loadPreferences(), strong)).toMatchObject({ height: 720, frameRate: 30 });
    expect(mediaSettings(loadPreferences(), weak)).toMatchObject({ height: 360 });
    expect(mediaSettings({ ...loadPreferences(), quality: '1080' }, weak)).toMatchObject({ height: 1080 });
  });

  it('are small on a connection that is to be spared', () => {
    expect(mediaSettings({ ...loadPreferences(), quality: '1080', bandwidth: 'low' }, strong)).toMatchObject({ height: 180, frameRate: 15 });
  });

  it.each(['', 'blur', 'preset:', 'preset:../x', 'own:a b', 'javascript:alert(1)'])('take “%s” for no background', (text) => {
    expect(readBackground(text)).toBe('none');
  });

  it('know the backgrounds', () => {
    expect(['blur-light', 'preset:dawn', 'own:4f1c-9'].map(readBackground)).toEqual(['blur-light', 'preset:dawn', 'own:4f1c-9']);
  });
});
