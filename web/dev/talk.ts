import { savePreferences } from '../src/client/preferences';
import type { FakeRoom } from '../src/meeting/fake/fakeRoom';
import type { Meeting } from '../src/meeting/meeting';
import { reactionEmojis } from '../src/meeting/reactions';

/** States of chat, captions and reactions, by name: `talk=answers,private`. */
export async function showTalk(names: string, room: FakeRoom, meeting: Meeting): Promise<void> {
  const scenes: Record<string, () => unknown> = {
    answers: async () => {
      write(room, 'a1', 'p1', 'Qui relit le compte rendu avant vendredi ? Écrivez à secretariat@exemple.fr ou voyez www.exemple.fr/cr.');
      write(room, 'a2', 'p2', 'Moi, avec plaisir', { replyTo: 'a1' });
      room.hear('p2', 'chat.reaction', { id: 'a1', emoji: '👍', on: true });
      room.hear('p1', 'chat.reaction', { id: 'a2', emoji: '🎉', on: true });
      room.hear('p2', 'chat.reaction', { id: 'a2', emoji: '🎉', on: true });
      await meeting.chat.react('p2 a2', '🎉');
      write(room, 'a3', 'p1', 'Parfait, merci !', { replyTo: 'gone' });
    },
    private: async () => {
      write(room, 'b1', 'p1', 'Entre nous : peux-tu rappeler le délai ?', { to: 'me' });
      await meeting.chat.send('Oui, je le dis tout de suite.', { to: 'p1', replyTo: 'b1' });
      meeting.talk.draft.writeTo('p1');
    },
    left: () => {
      meeting.talk.draft.writeTo('p3');
      meeting.talk.draft.write('Merci pour ton aide');
      room.remove('p3');
    },
    failed: async () => {
      room.failWith = new Error('offline');
      await meeting.chat.send('Ce message n’est pas encore parti.');
    },
    many: () => {
      for (let i = 0; i < 1000; i++) write(room, `m${i}`, `p${1 + (i % 3)}`, `Message ${i} : ${'des mots '.repeat(i % 9)}`);
    },
    devices: () => {
      room.level = 0.6;
      meeting.notices.show('device-found', 'Casque Bluetooth de Camille', { shownFor: 60_000, actions: [{ id: 'use', run: () => {} }] });
      meeting.notices.show('speaking-muted', '', { shownFor: 60_000, actions: [{ id: 'unmute', run: () => {} }, { id: 'silence', run: () => {} }] });
    },
    captions: () => {
      savePreferences({ captionsOn: true });
      say(room);
    },
    none: () => savePreferences({ captionsOn: true }),
    typing: () => {
      room.hear('p2', 'live-text', { id: 'l1', seq: 1, text: 'Bonjour, je ne peux pas parler aujourd’hui, je tape', final: true });
      room.hear('p2', 'live-text', { id: 'l2', seq: 1, text: 'Est-ce que tout le monde me li', final: false });
      meeting.talk.liveText.setOn(true);
      meeting.talk.liveText.type('Oui, très bien, je vous l');
    },
    reactions: () => {
      for (const [i, one] of ['p1', 'p2', 'p3'].entries()) room.hear(one, 'reaction', { emoji: reactionEmojis[i] });
      void meeting.talk.reactions.send('❤️');
    },
    crowd: () => {
      for (let i = 0; i < 40; i++) room.hear(`p${1 + (i % 4)}`, 'reaction', { emoji: reactionEmojis[i % 4] });
    },
    hand: () => meeting.notices.show('hand-speaking', '', { actions: [{ id: 'lower', run: () => {} }, { id: 'keep', run: () => {} }], shownFor: 60_000 }),
    muted: () => meeting.notices.show('auto-muted', '', { actions: [{ id: 'unmute', run: () => {} }], shownFor: 60_000 }),
    message: () => write(room, 'n1', 'p1', 'Voici le lien promis : https://docs.exemple.fr/ordre-du-jour'),
  };
  for (const name of names.split(',').filter((one) => one !== '')) await scenes[name]?.();
}

function write(room: FakeRoom, id: string, from: string, text: string, more: { to?: string; replyTo?: string } = {}): void {
  room.emit({ type: 'chat', message: { id, from, text, sentAt: Date.UTC(2026, 0, 5, 9, 41), to: null, replyTo: null, ...more } });
}

function say(room: FakeRoom): void {
  room.caption('p1', 'Merci à toutes et à tous d’être là. Nous commençons par le budget de l’année prochaine.', { id: 's1', language: 'fr' });
  room.caption('p2', 'La migration est prévue pour mars, et les équipes sont prêtes.', { id: 's2', language: 'fr' });
  room.caption('p1', 'Très bien, alors passons au point sui', { id: 's3', language: 'fr', final: false });
}
