import { describe, expect, it } from 'vitest';
import type { ChatText } from '../../src/client/room';
import { Chat } from '../../src/meeting/chat';
import { ChatDraft } from '../../src/meeting/chatDraft';
import { withReaction, type ChatReaction } from '../../src/meeting/chatReactions';
import { FakeRoom } from '../../src/meeting/fake/fakeRoom';

const message = (id: string, more: Partial<ChatText> = {}): ChatText => ({ id, from: 'a', text: `texte ${id}`, sentAt: 0, to: null, replyTo: null, ...more });

function start() {
  const room = new FakeRoom();
  const here = new Set(['a', 'b', 'me']);
  const chat = new Chat(room, { nameOf: (identity) => identity.toUpperCase(), isHere: (identity) => here.has(identity) }, () => 'me');
  return { room, here, chat, list: () => chat.store.getSnapshot().messages, state: () => chat.store.getSnapshot() };
}

describe('what is new', () => {
  it('has a line above it, which stays while one reads and goes when the chat closes', () => {
    const { chat, state } = start();
    chat.receive(message('1'));
    chat.setOpen(true);
    chat.setOpen(false);
    chat.receive(message('2'));
    chat.receive(message('3'));
    expect(state().firstNew).toBe('a 2');
    chat.setOpen(true);
    expect(state()).toMatchObject({ firstNew: 'a 2', unread: 0 });
    chat.receive(message('4'));
    expect(state()).toMatchObject({ firstNew: 'a 2', below: 0 });
    chat.setOpen(false);
    expect(state().firstNew).toBeNull();
    chat.receive(message('5'));
    expect(state().firstNew).toBe('a 5');
  });

  it('is counted below while one reads older messages', () => {
    const { chat, state } = start();
    chat.setOpen(true);
    chat.setAtEnd(false);
    chat.receive(message('1'));
    chat.receive(message('2'));
    expect(state()).toMatchObject({ below: 2, unread: 0, firstNew: 'a 1' });
    chat.setAtEnd(true);
    expect(state().below).toBe(0);
  });

  it('loses its line when one writes', async () => {
    const { chat, state } = start();
    chat.receive(message('1'));
    await chat.send('Bonjour');
    expect(state().firstNew).toBeNull();
  });
});

describe('reactions to messages', () => {
  const on = (id: string, emoji = '👍', value = true) => ({ id, emoji, on: value });

  it('are put under the message, once for each person, and taken away', () => {
    const { chat, list } = start();
    chat.receive(message('1'));
    for (const by of ['a', 'a', 'b']) chat.receiveReaction(by, on('1'));
    chat.receiveReaction('b', on('1', '🎉'));
    expect(list()[0]?.reactions).toEqual([{ emoji: '👍', by: ['a', 'b'] }, { emoji: '🎉', by: ['b'] }]);
    chat.receiveReaction('b', on('1', '🎉', false));
    chat.receiveReaction('a', on('1', '👍', false));
    expect(list()[0]?.reactions).toEqual([{ emoji: '👍', by: ['b'] }]);
  });

  it('that come before their message wait for it', () => {
    const { chat, list } = start();
    chat.receiveReaction('b', on('1'));
    chat.receive(message('1'));
    expect(list()[0]?.reactions).toEqual([{ emoji: '👍', by: ['b'] }]);
  });

  it.each([null, 5, 'x', {}, on(''), on('x'.repeat(65)), on('1', 'hello'), on('1', '👍👍'), on('1', ''), { id: '1', emoji: '👍' }, { id: 1, emoji: '👍', on: true }])('that make no sense are ignored: %j', (value) => {
    const { chat, list } = start();
    chat.receive(message('1'));
    chat.receiveReaction('b', value);
    expect(list()[0]?.reactions).toEqual([]);
  });

  it('to a private message are those two people’s own', async () => {
    const { chat, room, list } = start();
    chat.receive(message('1', { to: 'me' }));
    chat.receiveReaction('b', on('1'));
    expect(list()[0]?.reactions).toEqual([]);
    await chat.react('a 1', '👍');
    expect(list()[0]?.reactions).toEqual([{ emoji: '👍', by: ['me'] }]);
    expect(room.data).toEqual([{ topic: 'chat.reaction', value: on('1'), to: ['a'] }]);
  });

  it('of one’s own are taken back when they could not be sent', async () => {
    const { chat, room, list } = start();
    chat.receive(message('1'));
    room.failWith = new Error('offline');
    await expect(chat.react('a 1', '👍')).rejects.toThrow('offline');
    expect(list()[0]?.reactions).toEqual([]);
    await chat.react('a 1', '👍');
    await chat.react('a 1', '👍');
    expect(list()[0]?.reactions).toEqual([]);
    expect(room.data.map((sent) => sent.value)).toEqual([on('1'), on('1', '👍', false)]);
  });

  it('in a flood are dropped, of that person only', () => {
    const { chat, list } = start();
    for (let i = 0; i < 12; i++) chat.receive(message(String(i)));
    for (let i = 0; i < 12; i++) chat.receiveReaction('b', on(String(i)));
    chat.receiveReaction('a', on('11'));
    expect(list().filter(({ reactions }) => reactions.some(({ by }) => by.includes('b')))).toHaveLength(10);
    expect(list()[11]?.reactions).toEqual([{ emoji: '👍', by: ['a'] }]);
  });

  it('of one person are ten kinds at most, of all twenty', () => {
    const emojis = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔😕😖'];
    const add = (all: readonly ChatReaction[], emoji: string, by: string) => withReaction(all, by, emoji, true);
    expect(emojis.reduce<readonly ChatReaction[]>((all, emoji) => add(all, emoji, 'b'), [])).toHaveLength(10);
    expect(emojis.reduce<readonly ChatReaction[]>((all, emoji, index) => add(all, emoji, `p${index}`), [])).toHaveLength(20);
  });
});

describe('what the server kept', () => {
  const kept = (id: string, sentAt: number, from = 'a', more: object = {}) => ({ id, from, name: `Nom de ${from}`, text: `texte ${id}`, sentAt, replyTo: null, reactions: [], ...more });
  const answer = (...messages: ReturnType<typeof kept>[]) => () => Promise.resolve({ messages });

  it('comes before what arrived since, with names, answers and reactions, and is no news', async () => {
    const { chat, list, state } = start();
    chat.receive(message('3', { sentAt: 30 }));
    await chat.catchUp(answer(kept('1', 10), kept('2', 20, 'gone', { replyTo: '1', reactions: [{ emoji: '👍', by: ['a', 'b'] }] }), kept('3', 30)), false);
    expect(list().map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(list()[1]).toMatchObject({ name: 'Nom de gone', replyTo: '1', reactions: [{ emoji: '👍', by: ['a', 'b'] }] });
    expect(state().unread).toBe(1);
  });

  it('fills the gap of a lost connection, once, as news', async () => {
    const { chat, list, state } = start();
    chat.receive(message('1', { sentAt: 10 }));
    await chat.send('moi');
    chat.receive(message('5', { sentAt: 2e12 }));
    const ask = answer(kept('1', 10), kept('2', 20), kept('sent-1', 25, 'me'), kept('4', 40), kept('5', 50));
    await chat.catchUp(ask, true);
    await chat.catchUp(ask, true);
    expect(list().map(({ id }) => id)).toEqual(['1', '2', 'sent-1', '4', '5']);
    expect(state().unread).toBe(4);
    chat.receive(message('4'));
    expect(list()).toHaveLength(5);
  });

  it('leaves private and failed messages where they are', async () => {
    const { chat, room, list } = start();
    chat.receive(message('1', { sentAt: 10 }));
    chat.receive(message('p', { sentAt: 15, to: 'me' }));
    room.failWith = new Error('offline');
    await chat.send('perdu');
    await chat.catchUp(answer(kept('1', 10), kept('2', 20)), true);
    expect(list().map(({ id, state }) => `${id} ${state}`)).toEqual(['1 sent', 'p sent', '2 sent', ' failed']);
  });

  it('may be quicker than the answer to one’s own message', async () => {
    const { chat, list } = start();
    const sending = chat.send('moi');
    chat.receive(message('sent-1', { from: 'me' }));
    await sending;
    expect(list()).toMatchObject([{ id: 'sent-1', isLocal: true, state: 'sent' }]);
  });

  it('does not undo a reaction that came while it was asked for', async () => {
    const { chat, list } = start();
    chat.receive(message('1'));
    chat.receiveReaction('b', { id: '1', emoji: '👍', on: true });
    await chat.catchUp(() => {
      chat.receiveReaction('b', { id: '1', emoji: '👍', on: false });
      chat.receiveReaction('b', { id: '1', emoji: '🎉', on: true });
      return Promise.resolve({ messages: [kept('1', 0, 'a', { reactions: [{ emoji: '👍', by: ['b'] }] })] });
    }, true);
    expect(list()[0]?.reactions).toEqual([{ emoji: '🎉', by: ['b'] }]);
  });

  it('changes nothing when it cannot be had, or is nonsense', async () => {
    const { chat, list } = start();
    chat.receive(message('1'));
    await chat.catchUp(() => Promise.reject(new Error('404')), true);
    await chat.catchUp(() => Promise.resolve({} as never), true);
    expect(list()).toHaveLength(1);
  });
});

describe('a draft', () => {
  function writing() {
    const all = start();
    all.chat.receive(message('1', { to: 'me' }));
    all.chat.receive(message('2', { from: 'b' }));
    const draft = new ChatDraft(all.chat, (identity) => identity.toUpperCase());
    const answer = (index: number) => {
      const one = all.list()[index];
      if (one !== undefined) draft.answer(one);
    };
    return { ...all, draft, answer, now: () => draft.store.getSnapshot() };
  }

  it('is sent to whom it was written for, with what it answers', async () => {
    const { draft, answer, list, now } = writing();
    draft.write('Oui');
    answer(1);
    expect(now()).toMatchObject({ text: 'Oui', to: null, replyTo: 'b 2' });
    await draft.send();
    expect(list()[2]).toMatchObject({ text: 'Oui', to: null, replyTo: '2' });
    expect(now()).toMatchObject({ text: '', replyTo: null });
  });

  it('is put aside when one answers a private message, and comes back', () => {
    const { draft, answer, now } = writing();
    draft.write('pour tous');
    answer(0);
    expect(now()).toMatchObject({ text: '', to: 'a', toName: 'A', replyTo: 'a 1' });
    draft.write('pour Ana');
    draft.writeTo('b');
    expect(now()).toMatchObject({ text: '', to: 'b' });
    draft.writeToAll();
    expect(now()).toMatchObject({ text: 'pour tous', to: null });
    draft.writeTo('a');
    expect(now().text).toBe('pour Ana');
  });

  it('goes along when its writer chooses somebody else', () => {
    const { draft, now } = writing();
    draft.write('Oui');
    draft.choose('b');
    expect(now()).toMatchObject({ text: 'Oui', to: 'b' });
  });

  it('stays among two when it answers what everybody reads', () => {
    const { draft, answer, now } = writing();
    draft.choose('a');
    answer(1);
    expect(now()).toMatchObject({ to: 'a', replyTo: 'b 2' });
  });

  it('is not sent to anybody once its recipient left', async () => {
    const { draft, room, here, now } = writing();
    draft.choose('b');
    draft.write('secret');
    here.delete('b');
    expect(await draft.send()).toBe(false);
    expect(now()).toMatchObject({ text: 'secret', to: 'b', reachable: false });
    expect(room.calls).toEqual([]);
  });
});
