import { beforeEach, expect, it } from 'vitest';
import { announcementKinds, announces, setAnnounced } from '../../src/client/announcements';
import { loadPreferences, savePreferences } from '../../src/client/preferences';

beforeEach(() => savePreferences({ silenced: [] }));

it('reads everything out but what comes too often', () => {
  expect(announcementKinds.filter((kind) => !announces(kind))).toEqual(['reactions', 'captions']);
});

it.each(announcementKinds)('%s can be switched off and on, and what is usual is not remembered', (kind) => {
  const usual = announces(kind);
  setAnnounced(kind, !usual);
  setAnnounced(kind, !usual);
  expect(announces(kind)).toBe(!usual);
  expect(loadPreferences().silenced).toEqual([kind]);
  setAnnounced(kind, usual);
  expect(announces(kind)).toBe(usual);
  expect(loadPreferences().silenced).toEqual([]);
});
