import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Captions } from '../../src/meeting/captions';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';
import { lineLimit, LiveText } from '../../src/meeting/liveText';

let room: FakeRoom;
let captions: Captions;
let live: LiveText;
let heard: string[];
const lines = () => captions.store.getSnapshot().lines.map(({ from, text, final }) => `${from} ${text}${final ? '.' : '…'}`);
const sent = () => room.data.map(({ value }) => value as { id: string; seq: number; text: string; final: boolean });

beforeEach(() => {
  vi.useFakeTimers();
  room = new FakeRoom();
  heard = [];
  captions = new Captions((identity) => identity.toUpperCase(), () => 'me', (line) => heard.push(line.text));
  live = new LiveText(room, captions, () => 'me');
});
afterEach(() => vi.useRealTimers());

describe('what one types', () => {
  it('leaves at once, then at most every 200 ms, always whole', () => {
    for (const text of ['B', 'Bo', 'Bon']) live.type(text);
    expect(sent().map(({ text }) => text)).toEqual(['B']);
    vi.advanceTimersByTime(200);
    expect(sent().map(({ text }) => text)).toEqual(['B', 'Bon']);
    live.type('Bonj');
    vi.advanceTimersByTime(199);
    expect(sent()).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sent()[2]).toMatchObject({ text: 'Bonj', seq: 3, final: false });
  });

  it('never waits longer than the pace for a last letter', () => {
    live.type('a');
    vi.advanceTimersByTime(150);
    live.type('ab');
    vi.advanceTimersByTime(50);
    expect(sent().at(-1)?.text).toBe('ab');
  });

  it('ends with a final line and begins another', () => {
    live.type('Bonjour');
    live.finish();
    live.type('E');
    expect(sent().map(({ text, final }) => `${text} ${final}`)).toEqual(['Bonjour false', 'Bonjour true', 'E false']);
    expect(new Set(sent().map(({ id }) => id)).size).toBe(2);
    expect(lines()).toEqual(['me Bonjour.', 'me E…']);
    vi.advanceTimersByTime(1000);
    expect(sent()).toHaveLength(3);
  });

  it('is finished when typing live ends, and silent when nothing was typed', () => {
    live.setOn(true);
    live.setOn(false);
    expect(sent()).toEqual([]);
    live.setOn(true);
    live.type('Oui');
    live.setOn(false);
    expect(sent().at(-1)).toMatchObject({ text: 'Oui', final: true });
  });

  it('can be taken back', () => {
    live.type('Non');
    live.type('');
    live.finish();
    expect(lines()).toEqual([]);
    expect(sent().at(-1)).toMatchObject({ text: '', final: true });
  });

  it('goes on in the next line when it is long, between two words', () => {
    live.type('mot '.repeat(100));
    expect(lines()).toHaveLength(2);
    for (const { text } of sent()) expect(text.length).toBeLessThanOrEqual(lineLimit);
    expect(captions.store.getSnapshot().lines[0]?.text.endsWith('mot')).toBe(true);
  });

  it('is told from its beginning to whoever comes, and to all after a reconnection', () => {
    live.repeat(['b']);
    expect(room.data).toEqual([]);
    live.type('Bonj');
    live.repeat(['b']);
    expect(room.data.at(-1)).toMatchObject({ to: ['b'], value: { text: 'Bonj', seq: 2, final: false } });
  });

  it('says when it does not arrive', async () => {
    room.failWith = new Error('offline');
    live.type('a');
    await vi.advanceTimersByTimeAsync(0);
    expect(live.store.getSnapshot().failed).toBe(true);
    live.type('ab');
    await vi.advanceTimersByTimeAsync(200);
    expect(live.store.getSnapshot().failed).toBe(false);
  });
});

describe('what others type', () => {
  const packet = (id: string, seq: number, text: string, final = false) => ({ id, seq, text, final });

  it('grows in one line, and is heard when it is whole', () => {
    live.receive('a', packet('1', 1, 'B'));
    live.receive('a', packet('1', 2, 'Bonjour'));
    expect(lines()).toEqual(['a Bonjour…']);
    expect(heard).toEqual([]);
    live.receive('a', packet('1', 3, 'Bonjour', true));
    expect(lines()).toEqual(['a Bonjour.']);
    expect(heard).toEqual(['Bonjour']);
  });

  it('heals what was lost, late or doubled', () => {
    live.receive('a', packet('1', 5, 'Bonjour'));
    live.receive('a', packet('1', 3, 'Bon'));
    live.receive('a', packet('1', 5, 'Bon'));
    expect(lines()).toEqual(['a Bonjour…']);
    // Its end is lost: the next line is proof of it.
    live.receive('a', packet('2', 1, 'Et'));
    expect(lines()).toEqual(['a Bonjour.', 'a Et…']);
    live.receive('a', packet('1', 9, 'trop tard'));
    live.receive('a', packet('2', 2, 'Et voilà', true));
    live.receive('a', packet('2', 3, 'encore', false));
    expect(lines()).toEqual(['a Bonjour.', 'a Et voilà.']);
    expect(heard).toEqual(['Bonjour', 'Et voilà']);
  });

  it('is finished when they leave', () => {
    live.receive('a', packet('1', 1, 'Bonj'));
    live.left('a');
    expect(lines()).toEqual(['a Bonj.']);
  });

  it.each([null, 3, [], packet('', 1, 'x'), packet('x'.repeat(65), 1, 'x'), packet('1', NaN, 'x'), packet('1', 1.5, 'x'), packet('1', 1, 'x'.repeat(601)), { id: '1', seq: 1 }])('is ignored when it makes no sense: %j', (value) => {
    live.receive('a', value);
    expect(lines()).toEqual([]);
  });

  it('is cut down in a flood', () => {
    for (let i = 1; i <= 30; i++) live.receive('a', packet('1', i, String(i)));
    expect(lines()).toEqual(['a 20…']);
    vi.advanceTimersByTime(1001);
    live.receive('a', packet('1', 31, '31'));
    expect(lines()).toEqual(['a 31…']);
  });
});

describe('captions', () => {
  const say = (id: string, text: string, final: boolean, from = 'a') => captions.receive({ id, from, text, final, language: 'fr' });
  const fresh = () => captions.store.getSnapshot().fresh.map(({ text }) => text);

  it('replace what was only guessed', () => {
    say('1', 'Bon', false);
    say('1', 'Bonjour à', false);
    say('1', 'Bonjour à tous.', true);
    say('1', 'Bonjour', false);
    expect(lines()).toEqual(['a Bonjour à tous..']);
    expect(captions.store.getSnapshot()).toMatchObject({ heard: true, lines: [{ language: 'fr', kind: 'spoken' }] });
  });

  it('of two people with the same number stay apart', () => {
    say('1', 'un', true);
    say('1', 'deux', true, 'b');
    expect(lines()).toEqual(['a un.', 'b deux.']);
  });

  it('show the last three lines while they are fresh', () => {
    for (const n of ['1', '2', '3', '4']) say(n, n, true);
    expect(fresh()).toEqual(['2', '3', '4']);
    vi.advanceTimersByTime(8000);
    say('5', '5', false);
    vi.advanceTimersByTime(4000);
    expect(fresh()).toEqual(['5']);
    vi.advanceTimersByTime(8000);
    expect(fresh()).toEqual([]);
    expect(lines()).toHaveLength(5);
  });

  it('keep six hundred lines', () => {
    for (let i = 0; i < 605; i++) say(String(i), `ligne ${i}`, true);
    expect(lines()).toHaveLength(600);
  });
});
