import type { RoomView } from '../../client/roomsApi';

/** The rooms whose title or link has every word that was typed, whatever the case and the accents. */
export function searchRooms(rooms: readonly RoomView[], wanted: string): readonly RoomView[] {
  const words = plain(wanted).split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? rooms : rooms.filter((room) => words.every((word) => plain(`${room.title ?? ''} ${room.slug}`).includes(word)));
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
