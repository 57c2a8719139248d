import type { Behind } from './compositor';

export type ToWorker =
  | { readonly type: 'start'; readonly readable: ReadableStream<VideoFrame>; readonly writable: WritableStream<VideoFrame>; readonly behind: Behind }
  | { readonly type: 'change'; readonly behind: Behind };

export type FromWorker = { readonly type: 'ready' } | { readonly type: 'failed' } | { readonly type: 'slow' };
