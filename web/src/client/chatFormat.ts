import type { ChatText } from './room';

/** Longest chat message, in UTF-16 units. */
export const chatTextLimit = 2000;

/**
 * Reads a chat packet of LiveKit components before 2.8: JSON `{id, message, timestamp}`. Null for anything else, and for
 * copies that the sender marked `ignoreLegacy` because it sent a text stream too.
 */
export function readLegacyChat(payload: Uint8Array): Omit<ChatText, 'from'> | null {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as Record<string, unknown> | null;
    if (value === null || typeof value !== 'object' || value.ignoreLegacy === true) return null;
    const { id, message, timestamp } = value;
    if (typeof id !== 'string' || typeof message !== 'string') return null;
    return {
      id,
      text: message.slice(0, chatTextLimit),
      sentAt: typeof timestamp === 'number' ? timestamp : 0,
      to: null,
      replyTo: null,
    };
  } catch {
    return null;
  }
}
