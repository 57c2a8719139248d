import { expect, it } from 'vitest';
import { readPlatform } from '../../src/client/platform';
import { SilenceWatch } from '../../src/meeting/silence';
import { SoundCheck } from '../../src/meeting/soundCheck';

const stream = {} as MediaStream;

it('records, plays back, and does one thing at a time', async () => {
  const log: string[] = [];
  const check = new SoundCheck({
    playTest: (speaker) => Promise.resolve(void log.push(`test ${speaker ?? 'usual'}`)),
    record: (_, length) => Promise.resolve((log.push(`record ${length}`), new Blob())),
    play: (_, speaker) => Promise.resolve(void log.push(`play ${speaker ?? 'usual'}`)),
  });
  const hearing = check.hearMyself(stream, 'headset');
  expect(check.store.getSnapshot().doing).toBe('recording');
  await check.testSpeaker(null);
  await hearing;
  await check.testSpeaker(null);
  expect(log).toEqual(['record 4000', 'play headset', 'test usual']);
  expect(check.store.getSnapshot()).toEqual({ doing: 'nothing', failed: false });
});

it('says when it failed, and can be tried again', async () => {
  const check = new SoundCheck({ playTest: () => Promise.reject(new Error()), record: () => Promise.reject(new Error()), play: () => Promise.resolve() });
  await check.testSpeaker(null);
  expect(check.store.getSnapshot()).toEqual({ doing: 'nothing', failed: true });
});

it('takes a microphone for dead after ten seconds of nothing at all', () => {
  const watch = new SilenceWatch();
  let now = 0;
  const run = (seconds: number, level: number) => {
    let dead = false;
    for (let i = 0; i < seconds * 10; i++) dead = watch.sample(level, (now += 100));
    return dead;
  };
  expect(run(9, 0)).toBe(false);
  // The page slept for an hour: that is no silence of the microphone.
  now += 3_600_000;
  expect(run(0.1, 0)).toBe(false);
  expect(run(2, 0)).toBe(true);
  expect(run(0.1, 0.01)).toBe(false);
  expect(run(60, 0)).toBe(false);
});

it.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0', 0, 'edge', 'windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 0, 'firefox', 'linux'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 0, 'safari', 'macos'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 5, 'safari', 'ios'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36', 5, 'chrome', 'android'],
] as const)('knows where it runs: %s', (agent, touch, browser, system) => {
  expect(readPlatform(agent, touch)).toEqual({ browser, system });
});
