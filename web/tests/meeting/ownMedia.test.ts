import { expect, it } from 'vitest';
import { plainSettings, type MediaSettings } from '../../src/client/mediaSettings';
import { ReducibleMedia } from '../../src/meeting/ownMedia';

function media(settings: MediaSettings) {
  const applied: MediaSettings[] = [];
  const room = { applyMedia: (next: MediaSettings) => (applied.push(next), Promise.resolve()), setCamera: () => Promise.resolve(), participants: () => [] };
  const own = new ReducibleMedia(room, () => {});
  own.begin(settings);
  return { own, applied };
}

it('a background is never taken away: what it hides would be seen', () => {
  const { own, applied } = media({ ...plainSettings, background: 'blur-strong', noise: 'strong' });
  own.reduceEffects(true);
  own.limitCamera(true);
  expect(applied.map(({ background, noise }) => [background, noise])).toEqual([['blur-strong', 'browser'], ['blur-strong', 'browser']]);
});

it('what was taken comes back', () => {
  const { own, applied } = media({ ...plainSettings, noise: 'strong' });
  expect(own.effectsOn()).toBe(true);
  own.reduceEffects(true);
  expect(own.effectsOn()).toBe(false);
  own.reduceEffects(false);
  expect(applied.map(({ noise }) => noise)).toEqual(['browser', 'strong']);
});

it('with a background alone there is nothing to take', () => {
  const { own, applied } = media({ ...plainSettings, background: 'blur-light' });
  expect(own.effectsOn()).toBe(false);
  own.reduceEffects(true);
  expect(applied).toEqual([]);
});
