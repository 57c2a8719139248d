import type { Preferences } from '../client/preferences';

export const captionSizes = ['s', 'm', 'l', 'xl'] as const;
export const captionLooks = ['dark', 'black', 'yellow', 'light'] as const;
export const captionPlaces = ['bottom', 'top'] as const;

export interface CaptionStyle {
  readonly size: (typeof captionSizes)[number];
  readonly look: (typeof captionLooks)[number];
  readonly place: (typeof captionPlaces)[number];
}

/** How somebody wants to read captions; what a browser remembers may be of another version. */
export function captionStyle({ captionSize, captionLook, captionPlace }: Pick<Preferences, 'captionSize' | 'captionLook' | 'captionPlace'>): CaptionStyle {
  return {
    size: captionSizes.find((one) => one === captionSize) ?? 'm',
    look: captionLooks.find((one) => one === captionLook) ?? 'dark',
    place: captionPlaces.find((one) => one === captionPlace) ?? 'bottom',
  };
}
