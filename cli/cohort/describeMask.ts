import type { Segment } from '../../src/data/Segment';
import type { DicomStack } from '../files/stackFrames';
import type { SeriesResult } from './StudyJob';

const CUBIC_MM_PER_ML = 1000;

/** What the report says of a mask, without picture and identity. */
export type MaskDescription = Pick<SeriesResult, 'images' | 'volumes' | 'confidence' | 'touchesBorder'> & {
  /** The middle one of the slices with a mask; of all slices if nothing was found. */
  middle: number;
};

/**
 * Measures a predicted mask.
 *
 * @param labels segment indices on the stack's grid
 * @param confidences of each slice
 */
export function describeMask(
  labels: Uint8Array,
  stack: DicomStack,
  segments: readonly Segment[],
  confidences: readonly number[],
): MaskDescription {
  const [columns, rows, slices] = stack.size;
  const area = columns * rows;
  const pixels = new Map<number, number>();
  const found = new Set<number>();
  let touchesBorder = false;
  for (let slice = 0, i = 0; slice < slices; slice++) {
    const isEnd = slices > 1 && (slice === 0 || slice === slices - 1);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, i++) {
        const label = labels[i];
        if (label === 0) continue;
        pixels.set(label, (pixels.get(label) ?? 0) + 1);
        found.add(slice);
        touchesBorder ||= isEnd || row === 0 || column === 0 || row === rows - 1 || column === columns - 1;
      }
    }
  }
  const voxel = stack.spacing && stack.spacing[0] * stack.spacing[1] * stack.spacing[2];
  const seen = found.size === 0 ? confidences.map((_, slice) => slice) : [...found];
  return {
    images: labels.length / area,
    volumes: segments.map(({ index, name }) => {
      const count = pixels.get(index) ?? 0;
      return {
        segment: name,
        pixels: count,
        millilitres: voxel === undefined ? null : (count * voxel) / CUBIC_MM_PER_ML,
      };
    }),
    confidence: seen.reduce((sum, slice) => sum + confidences[slice], 0) / seen.length,
    touchesBorder,
    middle: seen[Math.floor(seen.length / 2)],
  };
}
