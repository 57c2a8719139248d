import type { RoomView } from '../../client/roomsApi';

/** What fills the invitation's text. */
export function invitationOf(room: RoomView, untitled: string): { title: string; url: string; site: string; code: string } {
  return { title: room.title ?? untitled, url: room.url, site: new URL(room.url).origin, code: room.slug };
}
