import { describe, expect, it } from 'vitest';
import type { ChatText } from '../../src/client/room';
import { Chat, chatTextLimit } from '../../src/meeting/chat';
import { chatParts } from '../../src/meeting/chatParts';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';

const message = (id: string, text = 'Bonjour'): ChatText => ({ id, from: 'a', text, sentAt: 0, to: null, replyTo: null });

function chat() {
  const room = new FakeRoom();
  const here = new Set(['a', 'b', 'me']);
  const people = { nameOf: (identity: string) => (identity === 'a' ? 'Ana' : identity), isHere: (identity: string) => here.has(identity) };
  return { room, here, chat: new Chat(room, people, () => 'me') };
}

describe('unread messages', () => {
  it('are counted while the chat is closed and forgotten when it opens', () => {
    const { chat: one } = chat();
    one.receive(message('1'));
    one.receive(message('2'));
    expect(one.store.getSnapshot().unread).toBe(2);
    one.setOpen(true);
    expect(one.store.getSnapshot().unread).toBe(0);
    one.receive(message('3'));
    expect(one.store.getSnapshot().unread).toBe(0);
    one.setOpen(false);
    one.receive(message('4'));
    expect(one.store.getSnapshot().unread).toBe(1);
  });

  it('do not include one’s own', async () => {
    const { chat: one } = chat();
    await one.send('Bonjour');
    expect(one.store.getSnapshot()).toMatchObject({ unread: 0, messages: [{ isLocal: true, text: 'Bonjour' }] });
  });
});

describe('messages', () => {
  it('carry the name that the sender had', () => {
    const { chat: one } = chat();
    one.receive(message('1'));
    expect(one.store.getSnapshot().messages[0]?.name).toBe('Ana');
  });

  it('that arrive twice are shown once', () => {
    const { chat: one } = chat();
    one.receive(message('1'));
    one.receive(message('1'));
    expect(one.store.getSnapshot()).toMatchObject({ unread: 1, messages: { length: 1 } });
  });

  it('are kept up to a thousand', () => {
    const { chat: one } = chat();
    for (let i = 0; i < 1005; i++) one.receive(message(String(i)));
    const { messages } = one.store.getSnapshot();
    expect(messages).toHaveLength(1000);
    expect(messages[0]?.id).toBe('5');
  });

  it('are trimmed, cut at the limit, and not sent when empty', async () => {
    const { chat: one, room } = chat();
    await one.send('   \n ');
    expect(room.calls).toEqual([]);
    await one.send(` ${'é'.repeat(3000)} `);
    expect(one.store.getSnapshot().messages[0]?.text).toHaveLength(chatTextLimit);
  });

  it('that fail stay, and can be sent again to the same person or taken away', async () => {
    const { chat: one, room, here } = chat();
    const list = () => one.store.getSnapshot().messages;
    room.failWith = new Error('offline');
    expect(await one.send('Bonjour', { to: 'a' })).toBe(false);
    const key = list()[0]?.key ?? '';
    expect(list()).toMatchObject([{ state: 'failed', text: 'Bonjour', to: 'a', toName: 'Ana' }]);
    here.delete('a');
    expect(await one.retry(key)).toBe(false);
    here.add('a');
    expect(await one.retry(key)).toBe(true);
    expect(list()).toMatchObject([{ key, state: 'sent', id: 'sent-1', to: 'a' }]);
    expect(room.calls).toEqual(['chat to a', 'chat to a']);
    room.failWith = new Error('offline');
    await one.send('Encore');
    one.discard(key);
    expect(list()).toHaveLength(2);
    one.discard(list()[1]?.key ?? '');
    expect(list()).toHaveLength(1);
  });

  it('are in the list while they are on their way', async () => {
    const { chat: one } = chat();
    const sending = one.send('Bonjour');
    expect(one.store.getSnapshot().messages).toMatchObject([{ state: 'sending', isLocal: true }]);
    await sending;
    expect(one.store.getSnapshot().messages).toMatchObject([{ state: 'sent' }]);
  });

  it('that show nothing are not shown', () => {
    const { chat: one } = chat();
    one.receive(message('1', '\u200b\u200b'));
    expect(one.store.getSnapshot().messages).toEqual([]);
  });
});

describe('links in a message', () => {
  const links = (text: string) =>
    chatParts(text)
      .filter((part) => part.kind === 'link')
      .map((part) => part.text);

  it.each([
    ['voir https://exemple.fr/a?b=1#c, merci', ['https://exemple.fr/a?b=1#c']],
    ['(https://exemple.fr)', ['https://exemple.fr']],
    ['https://fr.wikipedia.org/wiki/Paris_(homonymie)', ['https://fr.wikipedia.org/wiki/Paris_(homonymie)']],
    ['HTTP://EXEMPLE.FR.', ['HTTP://EXEMPLE.FR']],
    ['javascript:alert(1) data:text/html,x', []],
    ['https:// rien', []],
    ['<b>https://a.fr</b>', ['https://a.fr']],
    ['https://a.fr et https://b.fr', ['https://a.fr', 'https://b.fr']],
  ])('in “%s” are %j', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it('leave the text as it was', () => {
    for (const text of ['', 'simple', 'a https://b.fr, c.', 'https://x.fr!\n\nfin']) {
      expect(chatParts(text).map((part) => part.text).join('')).toBe(text);
    }
  });
});
