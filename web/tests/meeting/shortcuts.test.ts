import { beforeEach, describe, expect, it } from 'vitest';
import { isSingleKey, readKeys, type KeyPress } from '../../src/client/keyboard';
import { loadPreferences, savePreferences } from '../../src/client/preferences';
import { ShortcutRunner } from '../../src/meeting/shortcutRunner';
import { actionFor, keyProblem, keysOf, shortcutIds, usualKeys, withKeys, worksWhileTyping } from '../../src/meeting/shortcuts';

type Held = 'Ctrl' | 'Alt' | 'Shift' | 'Meta' | 'AltGraph';

function press(key: string, code: string, ...held: Held[]): KeyPress & { repeat: boolean } {
  return {
    key,
    code,
    ctrlKey: held.includes('Ctrl'),
    altKey: held.includes('Alt'),
    shiftKey: held.includes('Shift'),
    metaKey: held.includes('Meta'),
    repeat: false,
    getModifierState: (name) => held.includes(name as Held),
  };
}

const usual = { shortcuts: {}, shortcutsOn: true };

describe('what is pressed', () => {
  it.each<[string, KeyPress, string | null]>([
    ['a letter with Ctrl', press('d', 'KeyD', 'Ctrl'), 'Ctrl+D'],
    ['capitals', press('D', 'KeyD', 'Ctrl', 'Shift'), 'Ctrl+Shift+D'],
    ['the letter that is printed, on a French keyboard', press('a', 'KeyQ', 'Ctrl', 'Alt'), 'Ctrl+Alt+A'],
    ['a Cyrillic letter, by its place', press('в', 'KeyD', 'Ctrl'), 'Ctrl+D'],
    ['what Alt makes of a letter on a Mac', press('∂', 'KeyD', 'Alt'), 'Alt+D'],
    ['the slash of a German keyboard', press('/', 'Digit7', 'Ctrl', 'Shift'), 'Ctrl+/'],
    ['the slash of an American one', press('/', 'Slash', 'Ctrl'), 'Ctrl+/'],
    ['space', press(' ', 'Space', 'Ctrl'), 'Ctrl+Space'],
    ['a function key', press('F6', 'F6', 'Shift'), 'Shift+F6'],
    ['AltGr: nothing, it types letters', press('€', 'KeyE', 'Ctrl', 'Alt', 'AltGraph'), null],
    ['a modifier alone: nothing yet', press('Control', 'ControlLeft', 'Ctrl'), null],
    ['a dead key: nothing', press('Dead', 'BracketLeft'), null],
  ])('%s', (_, event, keys) => {
    expect(readKeys(event)).toBe(keys);
  });
});

describe.each([false, true])('the usual shortcuts (Mac: %s)', (mac) => {
  it('are all different', () => {
    const keys = shortcutIds.map((id) => usualKeys(id, mac));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('are never one bare letter, so that nobody who speaks to the machine starts them by chance', () => {
    expect(shortcutIds.filter((id) => isSingleKey(usualKeys(id, mac)))).toEqual([]);
  });

  it('take nothing away from browsers and screen readers but what was meant', () => {
    expect(shortcutIds.filter((id) => keyProblem(usualKeys(id, mac), id, usual, mac) !== null)).toEqual([]);
    // As if they were new: only the two that everybody knows from other meetings clash, and the ways between regions.
    const clash = shortcutIds.filter((id) => keyProblem(usualKeys(id, mac), id === 'help' ? 'chat' : 'help', { shortcuts: Object.fromEntries(shortcutIds.map((one) => [one, ''])), shortcutsOn: true }, mac) !== null);
    expect(clash).toEqual(['previousRegion']);
  });
});

describe('choosing other keys', () => {
  it('keeps only what differs, and forgets it again', () => {
    const changed = withKeys({}, 'microphone', 'M', false);
    expect(changed).toEqual({ microphone: 'M' });
    expect(keysOf('microphone', { shortcuts: changed, shortcutsOn: true }, false)).toBe('M');
    expect(actionFor('M', { shortcuts: changed, shortcutsOn: true }, false)).toBe('microphone');
    expect(actionFor('Ctrl+D', { shortcuts: changed, shortcutsOn: true }, false)).toBeUndefined();
    expect(withKeys(changed, 'microphone', 'Ctrl+D', false)).toEqual({});
  });

  it('can leave an action without keys, and all of them', () => {
    const none = withKeys({}, 'hand', null, false);
    expect(keysOf('hand', { shortcuts: none, shortcutsOn: true }, false)).toBeNull();
    expect(actionFor('', { shortcuts: none, shortcutsOn: true }, false)).toBeUndefined();
    expect(shortcutIds.filter((id) => keysOf(id, { shortcuts: {}, shortcutsOn: false }, false) !== null)).toEqual([]);
  });

  it('says who has the keys already, also while all are switched off', () => {
    expect(keyProblem('Ctrl+D', 'camera', usual, false)).toEqual({ kind: 'taken', by: 'microphone' });
    expect(keyProblem('Ctrl+D', 'camera', { shortcuts: {}, shortcutsOn: false }, false)).toEqual({ kind: 'taken', by: 'microphone' });
    expect(keyProblem('Ctrl+D', 'camera', { shortcuts: { microphone: 'M' }, shortcutsOn: true }, false)).toBeNull();
    expect(keyProblem('Ctrl+D', 'microphone', { shortcuts: { camera: 'Ctrl+D' }, shortcutsOn: true }, false)).toEqual({ kind: 'taken', by: 'camera' });
  });

  it.each(['Tab', 'Shift+Tab', 'Escape', 'Enter', 'Space', 'Ctrl+W', 'Ctrl+T', 'Ctrl+C', 'Ctrl+F', 'Ctrl+Shift+T', 'F5', 'Alt+F4', 'ArrowUp'])('refuses %s, which the browser needs', (keys) => {
    expect(keyProblem(keys, 'hand', usual, false)).toEqual({ kind: 'browser' });
  });

  it.each([['Insert', false], ['Ctrl+Alt+ArrowLeft', false], ['Ctrl+Alt+N', false], ['Ctrl+Alt+H', true]] as const)('refuses %s, which screen readers need (Mac: %s)', (keys, mac) => {
    expect(keyProblem(keys, 'chat', usual, mac)).toEqual({ kind: 'screen-reader' });
  });

  it('what was stored by somebody else does no harm', () => {
    expect(keysOf('chat', { shortcuts: { chat: 7 } as never, shortcutsOn: true }, false)).toBe('Ctrl+Alt+C');
  });
});

describe('the keyboard', () => {
  const done: string[] = [];
  let runner: ShortcutRunner;

  beforeEach(() => {
    savePreferences({ shortcuts: {}, shortcutsOn: true });
    done.length = 0;
    runner = new ShortcutRunner();
  });

  it('starts what is registered, once for a press however long', () => {
    const stop = runner.on('microphone', () => void done.push('microphone'));
    expect(runner.store.getSnapshot()).toEqual(['microphone']);
    expect(runner.down(press('d', 'KeyD', 'Ctrl'), false)).toBe(true);
    expect(runner.down({ ...press('d', 'KeyD', 'Ctrl'), repeat: true }, false)).toBe(true);
    expect(done).toEqual(['microphone']);
    stop();
    expect(runner.down(press('d', 'KeyD', 'Ctrl'), false)).toBe(false);
    expect(runner.store.getSnapshot()).toEqual([]);
  });

  it('gives an action to whoever came last, and back', () => {
    runner.on('chat', () => void done.push('first'));
    const stop = runner.on('chat', () => void done.push('second'));
    runner.down(press('c', 'KeyC', 'Ctrl', 'Alt'), false);
    stop();
    runner.down(press('c', 'KeyC', 'Ctrl', 'Alt'), false);
    expect(done).toEqual(['second', 'first']);
  });

  it('leaves the keys to the browser when the action says that there is nothing to do', () => {
    runner.on('nextRegion', () => false);
    expect(runner.down(press('F6', 'F6'), false)).toBe(false);
  });

  it('lets one write: a bare letter does nothing in a field, keys with Ctrl do', () => {
    savePreferences({ shortcuts: { hand: 'H' } });
    runner.on('hand', () => void done.push('hand'));
    runner.on('camera', () => void done.push('camera'));
    expect(runner.down(press('h', 'KeyH'), true)).toBe(false);
    expect(runner.down(press('h', 'KeyH'), false)).toBe(true);
    expect(runner.down(press('e', 'KeyE', 'Ctrl'), true)).toBe(true);
    expect(done).toEqual(['hand', 'camera']);
    expect(worksWhileTyping('?')).toBe(false);
    expect(worksWhileTyping('F6')).toBe(true);
  });

  it('holds: down once, up with the key, with a modifier, or when the window loses the keyboard', () => {
    runner.on('talk', { down: () => void done.push('down'), up: () => void done.push('up') });
    const talk = press(' ', 'Space', 'Ctrl');
    runner.down(talk, false);
    runner.down({ ...talk, repeat: true }, false);
    runner.up({ key: ' ', code: 'Space' });
    expect(done).toEqual(['down', 'up']);
    runner.down(talk, false);
    runner.up({ key: 'Control', code: 'ControlLeft' });
    runner.up({ key: ' ', code: 'Space' });
    expect(done).toEqual(['down', 'up', 'down', 'up']);
    runner.down(talk, false);
    runner.release();
    expect(done.length).toBe(6);
  });

  it('is silent when everything is switched off', () => {
    savePreferences({ shortcutsOn: false });
    runner.on('microphone', () => void done.push('microphone'));
    expect(runner.down(press('d', 'KeyD', 'Ctrl'), false)).toBe(false);
    expect(loadPreferences().shortcutsOn).toBe(false);
  });
});
