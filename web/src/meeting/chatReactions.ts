import { isEmoji } from '../client/emoji';

/** One emoji under a message, and who put it there. */
export interface ChatReaction {
  readonly emoji: string;
  readonly by: readonly string[];
}

/** What travels on the topic `chat.reaction`. */
export interface ReactionChange {
  readonly id: string;
  readonly emoji: string;
  readonly on: boolean;
}

export const reactionTopic = 'chat.reaction';

/** Kinds of emoji under one message, and those of one person: beyond is somebody's game, not talk. */
const mostKinds = 20;
const mostOfOne = 10;

export function readReaction(value: unknown): ReactionChange | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, emoji, on } = value as Record<string, unknown>;
  if (typeof id !== 'string' || id === '' || id.length > 64 || !isEmoji(emoji) || typeof on !== 'boolean') return null;
  return { id, emoji, on };
}

/** The same list when nothing changes. */
export function withReaction(reactions: readonly ChatReaction[], by: string, emoji: string, on: boolean): readonly ChatReaction[] {
  const known = reactions.find((one) => one.emoji === emoji);
  if ((known?.by.includes(by) ?? false) === on) return reactions;
  if (!on) {
    return reactions.flatMap((one) => {
      if (one !== known) return one;
      const rest = one.by.filter((identity) => identity !== by);
      return rest.length > 0 ? { emoji, by: rest } : [];
    });
  }
  if (reactions.filter((one) => one.by.includes(by)).length >= mostOfOne) return reactions;
  if (known !== undefined) return reactions.map((one) => (one === known ? { emoji, by: [...one.by, by] } : one));
  return reactions.length >= mostKinds ? reactions : [...reactions, { emoji, by: [by] }];
}
