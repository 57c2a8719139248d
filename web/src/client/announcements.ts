import { loadPreferences, savePreferences } from './preferences';

/** What happens in a call, by whether somebody who hears the page wants to be told. */
export const announcementKinds = ['people', 'hands', 'chat', 'reactions', 'captions', 'sharing', 'moderation', 'connection'] as const;
export type AnnouncementKind = (typeof announcementKinds)[number];

/** Spoken unless somebody asks for quiet; captions and reactions come too often to be spoken unasked. */
const quiet: ReadonlySet<AnnouncementKind> = new Set(['reactions', 'captions']);

/** Whether news of this kind is read out. What a person must know at once is `moderation` or `connection`. */
export function announces(kind: AnnouncementKind, silenced = loadPreferences().silenced): boolean {
  return silenced.includes(kind) === quiet.has(kind);
}

export function setAnnounced(kind: AnnouncementKind, on: boolean): void {
  const { silenced } = loadPreferences();
  if (announces(kind, silenced) !== on) savePreferences({ silenced: silenced.includes(kind) ? silenced.filter((one) => one !== kind) : [...silenced, kind] });
}
