import { describe, expect, it } from 'vitest';
import { readFacts, readHand, readRemoval, readRole, readSystemMessage } from '../../src/client/serverFacts';

describe('what the server says about people', () => {
  it('is read from attributes', () => {
    expect(readRole('coHost')).toBe('coHost');
    expect(readHand('1767600000000')).toBe(1_767_600_000_000);
    expect(readRemoval('banned')).toBe('banned');
  });

  it.each([undefined, '', 'king', 'COHOST', '{"role":"owner"}'])('is no role when it is “%s”', (text) => {
    expect(readRole(text)).toBe('none');
  });

  it.each([undefined, '', 'soon', '-5', '0', 'Infinity'])('is no raised hand when it is “%s”', (text) => {
    expect(readHand(text)).toBeNull();
  });

  it.each([undefined, '', 'because'])('is a plain removal when it is “%s”', (text) => {
    expect(readRemoval(text)).toBe('removed');
  });
});

describe('what the server says about the room', () => {
  it('is read from its metadata', () => {
    const facts = readFacts('{"title":"Comité","access":"restricted","locked":true,"rights":{"microphone":"hosts","muteOthers":"everyone"},"spotlight":["p_1"],"chatHistory":true,"recording":null}');
    expect(facts).toEqual({
      title: 'Comité',
      access: 'restricted',
      locked: true,
      rights: { microphone: 'hosts', camera: 'everyone', screenShare: 'everyone', chat: 'everyone', muteOthers: 'everyone', record: 'hosts' },
      spotlight: ['p_1'],
      chatHistory: true,
    });
  });

  it.each([undefined, '', 'hello', 'null', '[]', '{"title":5,"access":"secret","locked":"yes","rights":3,"spotlight":{"0":"a"}}'])('is nothing when it is %s', (text) => {
    expect(readFacts(text)).toEqual({ title: null, access: null, locked: false, rights: null, spotlight: [], chatHistory: false });
  });
});

describe('what the server says to one participant', () => {
  it('is understood', () => {
    expect(readSystemMessage('{"type":"ask-unmute","by":"p_1"}')).toEqual({ type: 'ask-unmute', by: 'p_1' });
    expect(readSystemMessage('{"type":"muted","source":"camera"}')).toEqual({ type: 'muted', by: null, source: 'camera' });
    expect(readSystemMessage('{"type":"role","role":"coHost","by":null}')).toEqual({ type: 'role', by: null, role: 'coHost' });
  });

  it.each(['', 'null', '7', '{"type":"dance"}', '{'])('is nothing when it is “%s”', (text) => {
    expect(readSystemMessage(text)).toBeNull();
  });
});
