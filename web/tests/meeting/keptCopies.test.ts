import { describe, expect, it, vi } from 'vitest';
import type { ChatText } from '../../src/client/room';
import { reactionTopic } from '../../src/meeting/chatReactions';
import { KeptCopies } from '../../src/meeting/keptCopies';

function scene({ wanted = true, keep = vi.fn(async () => {}) } = {}) {
  const room = {
    sendChat: vi.fn(async (text: string, { to, replyTo }: { to?: string | undefined; replyTo?: string | undefined } = {}): Promise<ChatText> => (
      { id: 'm1', from: 'me', text, sentAt: 1, to: to ?? null, replyTo: replyTo ?? null })),
    sendData: vi.fn(async () => {}),
  };
  return { room, keep, copies: new KeptCopies(room, keep, () => wanted) };
}

describe('copies for those who come late', () => {
  it('are made of what is written to everybody, once it is sent', async () => {
    const { copies, keep } = scene();
    await copies.sendChat('hello', { replyTo: 'm0' });
    expect(keep).toHaveBeenCalledExactlyOnceWith({ topic: 'lk.chat', id: 'm1', text: 'hello', replyTo: 'm0' });
    await copies.sendData(reactionTopic, { id: 'm1', emoji: '🎉', on: true });
    expect(keep).toHaveBeenLastCalledWith({ topic: reactionTopic, id: '', text: '{"id":"m1","emoji":"🎉","on":true}' });
  });

  it('are made of nothing else', async () => {
    const { copies, keep, room } = scene();
    await copies.sendChat('only for you', { to: 'ann' });
    await copies.sendData(reactionTopic, {}, ['ann']);
    await copies.sendData('captions', 'text');
    expect(room.sendData).toHaveBeenCalledTimes(2);
    expect(keep).not.toHaveBeenCalled();
  });

  it('are not made where nobody wants them, nor of what was not sent', async () => {
    const unwanted = scene({ wanted: false });
    await unwanted.copies.sendChat('hello');
    expect(unwanted.keep).not.toHaveBeenCalled();
    const failing = scene();
    failing.room.sendChat.mockRejectedValueOnce(new Error('no connection'));
    await expect(failing.copies.sendChat('hello')).rejects.toThrow('no connection');
    expect(failing.keep).not.toHaveBeenCalled();
  });

  it('that are refused harm nothing', async () => {
    const { copies } = scene({ keep: vi.fn(async () => Promise.reject(new Error('refused'))) });
    await expect(copies.sendChat('hello')).resolves.toMatchObject({ id: 'm1' });
  });
});
