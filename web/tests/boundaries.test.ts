import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** What a layer may import from, in our own code. Lower layers never know the higher ones. */
const mayUse: Record<string, readonly string[]> = {
  client: [],
  meeting: ['client'],
  i18n: ['client'],
  ui: ['i18n'],
  features: ['meeting', 'client', 'ui', 'i18n'],
  offline: ['ui', 'i18n'],
  app: ['features', 'meeting', 'client', 'ui', 'i18n'],
  '': ['app', 'client', 'i18n', 'ui'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const imports: Import[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
  .flatMap((file) =>
    [...readFileSync(join(src, file), 'utf8').matchAll(/(?:\bfrom\s+|\bimport\(\s*|^import\s+)'([^']+)'/gm)].map((match) => {
      const to = match[1] ?? '';
      return { from: file, to: to.startsWith('.') ? relative(src, resolve(src, dirname(file), to)) : `npm:${to}` };
    }),
  );

const layer = (path: string) => (path.includes('/') ? (path.split('/')[0] ?? '') : path in mayUse ? path : '');
const feature = (path: string) => path.split('/')[1];
const show = ({ from, to }: Import) => `${from} → ${to}`;

describe('the layers of the client', () => {
  it('are known', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(new Set(imports.map(({ from }) => layer(from)))).toEqual(new Set(Object.keys(mayUse)));
  });

  it('only use the layers below them', () => {
    const broken = imports.filter(({ from, to }) => !to.startsWith('npm:') && layer(from) !== layer(to) && !mayUse[layer(from)]?.includes(layer(to)));
    expect(broken.map(show)).toEqual([]);
  });

  it('keep features apart', () => {
    const broken = imports.filter(({ from, to }) => layer(from) === 'features' && layer(to) === 'features' && feature(from) !== feature(to));
    expect(broken.map(show)).toEqual([]);
  });

  it('keep React out of client and meeting', () => {
    const broken = imports.filter(({ from, to }) => ['client', 'meeting'].includes(layer(from)) && /^npm:(react|@tanstack|i18next)/.test(to));
    expect(broken.map(show)).toEqual([]);
  });

  it('keep the media library behind the room', () => {
    const users = imports.filter(({ from, to }) => to.startsWith('npm:livekit-client') && !/^client\/(liveKit\w+|remoteAudio)\.ts$/.test(from));
    expect(users.map(show)).toEqual([]);
    const lateOnes = imports.filter(({ from, to }) => /^client\/(liveKit|remoteAudio)/.test(to) && !from.startsWith('client/liveKit') && !from.startsWith('app/') );
    expect(lateOnes.map(show)).toEqual([]);
    const early = imports.filter(({ from, to }) => to === 'client/liveKitRoom' && from !== 'app/RoomPage.tsx');
    expect(early.map(show)).toEqual([]);
  });

  it('keep the fake room out of the product', () => {
    expect(imports.filter(({ from, to }) => to.startsWith('meeting/fake') && !from.startsWith('meeting/fake')).map(show)).toEqual([]);
  });
});
