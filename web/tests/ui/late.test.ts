import i18next from 'i18next';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { initReactI18next } from 'react-i18next';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { late } from '../../src/ui/late';

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'fr', resources: {} }));

const part = { default: ({ name }: { name: string }) => createElement('p', null, `Bonjour ${name}`) };
const draw = (Part: ReturnType<typeof late<{ name: string }>>) => renderToString(createElement(Part, { name: 'Léa' }));

describe('a part that is loaded late', () => {
  it('is shown at once, without a word of waiting, when it was fetched before', async () => {
    const load = vi.fn(() => Promise.resolve(part));
    const Part = late(load);
    expect(load).not.toHaveBeenCalled();
    expect(draw(Part)).not.toContain('Bonjour Léa');
    await Part.prepare();
    expect(draw(Part)).toContain('<p>Bonjour Léa</p>');
    expect(draw(Part)).not.toContain('app.loading');
  });

  it('is shown at once the second time it is opened', async () => {
    const Part = late(() => Promise.resolve(part));
    expect(draw(Part)).not.toContain('Bonjour Léa');
    await Promise.resolve();
    await Promise.resolve();
    expect(draw(Part)).toContain('<p>Bonjour Léa</p>');
  });

  it('can be fetched again after a time without network', async () => {
    const load = vi.fn(() => Promise.resolve(part)).mockRejectedValueOnce(new Error('offline'));
    const Part = late(load);
    await Part.prepare();
    expect(draw(Part)).not.toContain('Bonjour Léa');
    await Part.prepare();
    expect(draw(Part)).toContain('Bonjour Léa');
  });
});
