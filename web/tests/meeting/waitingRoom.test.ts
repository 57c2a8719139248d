import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../../src/client/api';
import type { JoinAnswer } from '../../src/client/lobbyApi';
import { FakeFeeds } from '../../src/meeting/fake/fakeFeeds';
import { WaitingRoom } from '../../src/meeting/waitingRoom';

const path = '/rooms/abc-defg-hij/lobby/wait';
const grant = { token: 't', serverUrl: '', identity: 'p_1', name: 'Ana' };
const waits = { status: 'waiting', reason: 'sign_in_required', name: 'Ana' } as JoinAnswer;

let feeds: FakeFeeds;
let answers: (JoinAnswer | Error)[];
let joins: number;
let gaveUp: number;
let admitted: string[];
let room: WaitingRoom;
const state = () => room.store.getSnapshot();

beforeEach(() => {
  vi.useFakeTimers();
  feeds = new FakeFeeds();
  answers = [];
  joins = 0;
  gaveUp = 0;
  admitted = [];
  room = new WaitingRoom(
    {
      waitPath: path,
      join: () => {
        joins++;
        const answer = answers.shift() ?? waits;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      giveUp: () => {
        gaveUp++;
        return Promise.resolve();
      },
    },
    feeds.open,
    (one) => admitted.push(one.token),
  );
  room.open();
});

afterEach(() => {
  room.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('waiting', () => {
  it('says whether a host is there, and shows what hosts write', () => {
    expect(state().hostPresent).toBeNull();
    feeds.send(path, 'state', { hostPresent: false, waiting: 3 });
    expect(state().hostPresent).toBe(false);
    feeds.send(path, 'state', { hostPresent: true });
    feeds.send(path, 'message', { text: 'Encore cinq minutes', from: 'Camille' });
    feeds.send(path, 'message', { text: 5 });
    expect(state().hostPresent).toBe(true);
    expect(state().messages.map(({ from, text }) => `${from}: ${text}`)).toEqual(['Camille: Encore cinq minutes']);
  });

  it('enters once when admitted, and hears nothing more', () => {
    feeds.send(path, 'admitted', grant);
    feeds.send(path, 'admitted', grant);
    expect(admitted).toEqual(['t']);
    expect(state().phase).toBe('admitted');
    expect(feeds.isOpen(path)).toBe(false);
  });

  it('says that the connection is lost, and keeps its place without asking again when it is back', () => {
    feeds.state(path, 'lost');
    expect(state().phase).toBe('reconnecting');
    feeds.state(path, 'open');
    expect(state().phase).toBe('waiting');
    expect(joins).toBe(0);
  });

  it('asks for its place again when the server no longer knows it', async () => {
    feeds.refuse(path);
    expect(state().phase).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(500);
    expect(joins).toBe(1);
    expect(state().phase).toBe('waiting');
    expect(feeds.isOpen(path)).toBe(true);
  });

  it('asks less and less often while the server refuses', async () => {
    for (let i = 0; i < 6; i++) {
      feeds.refuse(path);
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(joins).toBe(6);
    feeds.refuse(path);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(joins).toBe(6);
    await vi.advanceTimersByTimeAsync(1000);
    expect(joins).toBe(7);
  });

  it('goes on trying while there is no network', async () => {
    answers = [new ApiProblem(0, 'network', ''), new ApiProblem(503, 'draining', ''), { status: 'admitted', ...grant } as JoinAnswer];
    feeds.send(path, 'closed', {});
    await vi.advanceTimersByTimeAsync(500 + 1000 + 2000);
    expect(joins).toBe(3);
    expect(admitted).toEqual(['t']);
  });

  it('ends when the server no longer lets this person wait', async () => {
    answers = [new ApiProblem(403, 'banned', '')];
    feeds.send(path, 'closed', {});
    await vi.advanceTimersByTimeAsync(500);
    expect(state().phase).toBe('refused');
    expect(state().problem).toMatchObject({ code: 'banned' });
  });

  it('gives its place up once', async () => {
    await room.giveUp();
    expect(gaveUp).toBe(1);
    expect(feeds.isOpen(path)).toBe(false);
    feeds.send(path, 'admitted', grant);
    expect(admitted).toEqual([]);
  });

  it('starts again after being closed, as a page that is drawn twice does', () => {
    room.close();
    room.open();
    feeds.send(path, 'admitted', grant);
    expect(admitted).toEqual(['t']);
  });
});

describe('being turned away', () => {
  it('lets one ask again after ten seconds', async () => {
    feeds.send(path, 'denied', { reason: 'denied' });
    expect(state()).toMatchObject({ phase: 'denied', mayAskAgain: false });
    vi.advanceTimersByTime(10_000);
    expect(state().mayAskAgain).toBe(true);
    await room.askAgain();
    expect(joins).toBe(1);
    expect(state().phase).toBe('waiting');
    feeds.send(path, 'admitted', grant);
    expect(admitted).toEqual(['t']);
  });

  it('waits as long as the server says', () => {
    feeds.send(path, 'denied', { reason: 'denied', retryAfter: 30 });
    vi.advanceTimersByTime(29_000);
    expect(state().mayAskAgain).toBe(false);
    vi.advanceTimersByTime(1000);
    expect(state().mayAskAgain).toBe(true);
  });

  it('stays where it is when asking again did not work', async () => {
    feeds.send(path, 'denied', { reason: 'denied' });
    vi.advanceTimersByTime(10_000);
    answers = [new ApiProblem(0, 'network', '')];
    await room.askAgain();
    expect(state()).toMatchObject({ phase: 'denied', mayAskAgain: true, asking: false });
  });
});
