import { MIN_MASK_PIXELS } from '../../../src/worker/checkTrainRequest';
import type { ExampleInfo, SegmentInfo } from '../state/SessionState';
import { trainsOn } from './trainsOn';

/** A labelmap holds bytes, and 0 is the background. */
const MAX_SEGMENTS = 255;

/**
 * Reasons why training cannot start, as text for the reader, most important first; empty when it can. Repeats
 * the engine's checks so that the reader sees them before pressing the button.
 *
 * @param least number of images that the training needs
 */
export function trainingBlockers(
  examples: readonly ExampleInfo[],
  segments: readonly SegmentInfo[],
  least = 2,
): string[] {
  const masked = examples.filter(isMasked);
  const included = examples.filter(trainsOn);
  const includedMasked = included.filter(isMasked);
  if (masked.length === 0) {
    return [
      examples.length === 0
        ? 'No mask yet. Draw the structure on two or more images.'
        : 'So far there are only images without the structure. Draw the structure on at least one image.',
    ];
  }
  if (includedMasked.length === 0) {
    return ['Every image with a mask is excluded. Include at least one.'];
  }
  if (included.length < least) {
    return [
      masked.length > 1
        ? 'Only one image is included. Include at least two.'
        : 'Only one image has a mask. Draw on one more; four or more give better masks.',
    ];
  }
  const blockers: string[] = [];
  for (const example of includedMasked) {
    if (foregroundPixels(example) === 0) {
      blockers.push(`The mask on ${place(example)} is empty. Draw on it or exclude it.`);
    }
    for (const { index, pixels } of example.segments) {
      const name = segments.find((segment) => segment.index === index)?.name ?? `Segment ${index}`;
      if (pixels === example.pixels) {
        blockers.push(
          `“${name}” covers every pixel of ${place(example)}. Erase the background or exclude the image.`,
        );
      } else if (pixels < MIN_MASK_PIXELS) {
        const count = pixels === 1 ? 'a single pixel' : `only ${pixels} pixels`;
        blockers.push(`“${name}” is ${count} on ${place(example)}. Draw more of it, or erase it.`);
      }
    }
  }
  if (segments.length > MAX_SEGMENTS) {
    blockers.push(`There are ${segments.length} segments; at most ${MAX_SEGMENTS} can be trained together.`);
  }
  return blockers;
}

/** Recommendations before training, which the reader may ignore. */
export function trainingAdvice(examples: readonly ExampleInfo[], segments: readonly SegmentInfo[]): string[] {
  const included = examples.filter(trainsOn);
  if (included.length < 2) return [];
  const advice: string[] = [];
  for (const segment of segments) {
    const on = included.filter((example) => example.segments.some(({ index }) => index === segment.index));
    if (on.length === 1) advice.push(`“${segment.name}” is drawn on one image only. Draw it on one more.`);
  }
  if (included.every(isMasked)) {
    advice.push('One or two images marked “nothing here” prevent false masks where the structure is absent.');
  }
  return advice;
}

function isMasked({ kind, segments }: ExampleInfo): boolean {
  return kind === 'accepted' ? segments.length > 0 : kind !== 'nothing';
}

/** Number of pixels of all segments together. */
function foregroundPixels({ segments }: ExampleInfo): number {
  return segments.reduce((sum, { pixels }) => sum + pixels, 0);
}

const place = ({ imageNumber, seriesNumber, seriesLabel }: ExampleInfo) =>
  `image ${imageNumber} of series ${seriesNumber}${seriesLabel ? ` (${seriesLabel})` : ''}`;
