import type { Image } from './Image';
import { spacingOf } from './patientSpace';

/** Pixels of an image, or means of blocks of them. */
export type FieldPixels = Pick<Image, 'pixels' | 'rows' | 'columns' | 'channels'> & {
  /** Rows and columns of the image that each pixel is the mean of; 1 x 1 by default. */
  block?: { rows: number; columns: number };
};

/** Minimum number of averaged pixels per field pixel and axis that remain, for zooms and smooth motion. */
const MIN_REMAINING = 2;

/**
 * Averages an image in blocks if the field is so much coarser that sampling it would visit many pixels for
 * each field pixel. The blocks stay at most half as large as the field's pixels.
 *
 * @param edgeMm edge of the field, mm
 * @param size edge of the field, pixels
 * @returns the image itself if its pixels are not that fine
 */
export function averageBlocks(image: Image, edgeMm: number, size: number): FieldPixels {
  const spacing = spacingOf(image);
  const pitch = edgeMm / size / MIN_REMAINING;
  const block = {
    rows: Math.max(1, Math.floor(pitch / spacing.row)),
    columns: Math.max(1, Math.floor(pitch / spacing.column)),
  };
  if (block.rows === 1 && block.columns === 1) return image;
  const { channels = 1 } = image;
  const rows = Math.ceil(image.rows / block.rows);
  const columns = Math.ceil(image.columns / block.columns);
  const pixels = new Float32Array(rows * columns * channels);
  const counts = new Float32Array(rows * columns);
  for (let row = 0, i = 0; row < image.rows; row++) {
    const line = Math.floor(row / block.rows) * columns;
    for (let column = 0; column < image.columns; column++) {
      const to = line + Math.floor(column / block.columns);
      counts[to]++;
      for (let c = 0; c < channels; c++, i++) pixels[to * channels + c] += image.pixels[i];
    }
  }
  for (let i = 0; i < pixels.length; i++) pixels[i] /= counts[Math.floor(i / channels)];
  return { pixels, rows, columns, channels: image.channels, block };
}
