import type { OpenFeed, StreamHandlers, StreamState } from '../../client/events';

/** Streams of events without a server: whoever holds this says what arrives. */
export class FakeFeeds {
  private readonly feeds = new Map<string, StreamHandlers>();
  /** How often each path was opened. */
  readonly opened: string[] = [];

  readonly open: OpenFeed = (path, _names, handlers) => {
    this.opened.push(path);
    this.feeds.set(path, handlers);
    return {
      close: () => {
        if (this.feeds.get(path) === handlers) this.feeds.delete(path);
      },
    };
  };

  isOpen(path: string): boolean {
    return this.feeds.has(path);
  }

  send(path: string, name: string, data: unknown): void {
    this.feeds.get(path)?.onEvent(name, data);
  }

  state(path: string, state: StreamState): void {
    this.feeds.get(path)?.onState(state);
  }

  refuse(path: string): void {
    this.feeds.get(path)?.onRefused?.();
  }
}
