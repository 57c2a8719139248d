import type { Plugin } from 'vite';

/** Lets the browser fetch the font of the first page while it still reads the styles that name it. */
export function fontFirst(name: RegExp): Plugin {
  return {
    name: 'visio-font-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.keys(bundle ?? {}).find((one) => name.test(one));
        if (file === undefined) throw new Error(`no font ${name} was built`);
        return [{ tag: 'link', attrs: { rel: 'preload', href: `/${file}`, as: 'font', type: 'font/woff2', crossorigin: '' }, injectTo: 'head' }];
      },
    },
  };
}
