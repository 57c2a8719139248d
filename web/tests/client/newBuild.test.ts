import { describe, expect, it } from 'vitest';
import { NewBuild } from '../../src/client/newBuild';

const ours = '<script type="module" src="/assets/index-OLD.js"></script>';
const theirs = '<script type="module" src="/assets/index-NEW.js"></script>';

function page(answer: () => Promise<string>) {
  let reloaded: number | null = null;
  let clock = 1_000_000;
  let reloads = 0;
  const build = new NewBuild(
    {
      scripts: () => ['/assets/index-OLD.js'],
      fetchPage: answer,
      reload: () => void reloads++,
      lastReload: () => reloaded,
      rememberReload: (at) => {
        reloaded = at;
      },
    },
    () => clock,
  );
  return { build, reloads: () => reloads, later: (ms: number) => void (clock += ms) };
}

describe('when a part of the program is missing', () => {
  it('the page is loaded again if the server has another version', async () => {
    const { build, reloads } = page(() => Promise.resolve(theirs));
    await build.missing();
    expect(reloads()).toBe(1);
  });

  it('once and not again and again', async () => {
    const { build, reloads, later } = page(() => Promise.resolve(theirs));
    await build.missing();
    await build.missing();
    later(59_000);
    await build.missing();
    expect(reloads()).toBe(1);
    later(2000);
    await build.missing();
    expect(reloads()).toBe(2);
  });

  it('not if the version is the same, or the network is gone', async () => {
    const same = page(() => Promise.resolve(ours));
    await same.build.missing();
    expect(same.reloads()).toBe(0);
    const gone = page(() => Promise.reject(new TypeError('Failed to fetch')));
    await gone.build.missing();
    expect(gone.reloads()).toBe(0);
  });

  it('never during a call, also one that begins meanwhile', async () => {
    const { build, reloads } = page(() => Promise.resolve(theirs));
    const release = build.hold();
    await build.missing();
    expect(reloads()).toBe(0);
    release();
    release();
    const asked = build.missing();
    const again = build.hold();
    await asked;
    expect(reloads()).toBe(0);
    again();
    await build.missing();
    expect(reloads()).toBe(1);
  });
});
