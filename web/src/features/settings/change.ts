import type { Preferences } from '../../client/preferences';

/** Remembers a choice and puts it to use at once. */
export type SettingsChange = (change: Partial<Preferences>) => void;
