import { call } from './api';

export interface Inside {
  readonly count: number;
  /** Only for those who may enter without asking. */
  readonly people: readonly { readonly name: string; readonly guest: boolean }[];
}

export const insideOf = (slug: string) => call<Inside>('GET', `/rooms/${slug}/inside`);
