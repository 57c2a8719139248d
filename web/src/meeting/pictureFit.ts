import type { Box } from './layout';

/** A camera fills its tile, unless a picture that stands upright would lose too much of a face: then it is shown whole. */
export function pictureFit(picture: Box, tile: Box): 'cover' | 'contain' {
  if (picture.width <= 0 || picture.height <= 0 || tile.width <= 0 || tile.height <= 0) return 'cover';
  const shape = picture.width / picture.height;
  const kept = shape / (tile.width / tile.height);
  return shape < 1 && kept < 0.6 ? 'contain' : 'cover';
}
