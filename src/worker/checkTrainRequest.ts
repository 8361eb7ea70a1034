import { EngineError } from './EngineError';
import type { TrainRequest } from './protocol';

/** A mask smaller than this many pixels cannot be told from a slip of the mouse. */
export const LEAST_MASK_PIXELS = 4;

/**
 * Refuses examples that nothing can be learnt from.
 *
 * @throws EngineError `bad-input` that names the image or the segment and says what to do
 */
export function checkTrainRequest({ examples, segments, intensities, overrides }: TrainRequest): void {
  const fail = (message: string): never => {
    throw new EngineError('bad-input', message);
  };
  if (segments.length === 0)
    fail('There is no segment to learn. Add a segment and draw it on at least two images.');
  if (examples.length === 0) fail('There is no example yet. Draw a mask on at least two images.');
  if (examples.length === 1) fail('There is only one example. Draw a mask on at least one more image.');
  if (overrides?.size !== undefined && (overrides.size % 16 !== 0 || overrides.size < 16)) {
    fail(`The working size must be a multiple of 16, not ${overrides.size}.`);
  }
  const drawn = new Map<number, number>();
  for (const { image, labelmap } of examples) {
    const where = `Image ${image.id}`;
    const area = image.rows * image.columns;
    if (!(area > 0) || image.pixels.length !== area) {
      fail(
        `${where}: ${image.pixels.length} pixel values for ${image.rows} x ${image.columns} pixels. Exclude it.`,
      );
    }
    if (labelmap.length !== area) {
      fail(`${where}: its mask has ${labelmap.length} pixels, the image ${area}. Draw the mask again.`);
    }
    if (!image.pixels.some(Number.isFinite)) fail(`${where} has no usable pixel value. Exclude it.`);
    if (!intensities.some(({ seriesId }) => seriesId === image.seriesId)) {
      fail(`${where}: there are no intensities of its series ${image.seriesId}.`);
    }
    const counts = new Map<number, number>();
    for (const value of labelmap) if (value > 0) counts.set(value, (counts.get(value) ?? 0) + 1);
    for (const [index, count] of counts) {
      const name = segments.find((segment) => segment.index === index)?.name;
      if (name === undefined) continue;
      if (count === area)
        fail(`${where}: "${name}" covers every pixel, so nothing is background. Erase a part of it.`);
      if (count < LEAST_MASK_PIXELS) {
        fail(
          `${where}: "${name}" has only ${count} pixel${count === 1 ? '' : 's'}. Draw more of it, or erase it.`,
        );
      }
      drawn.set(index, (drawn.get(index) ?? 0) + 1);
    }
  }
  for (const { index, name } of segments) {
    if (!drawn.has(index))
      fail(`The segment "${name}" is not drawn on any image. Draw it, or delete the segment.`);
  }
}
