import type { SeriesIntensities } from '../../../src/worker/protocol';
import type { Ohif } from '../ohif/Ohif';
import type { SeriesInfo } from '../state/SessionState';
import { Pacer } from './Pacer';
import { readImage } from './readImage';

const MAX_IMAGES = 9;
const MAX_VALUES = 60_000;

/** Samples the modality values of a series: some images spread over it, some pixels of each. */
export async function sampleIntensities(
  ohif: Ohif,
  series: SeriesInfo,
  imageIds: readonly string[],
): Promise<SeriesIntensities> {
  const pacer = new Pacer();
  const parts: Float32Array[] = [];
  const chosen = spread(imageIds, MAX_IMAGES);
  for (const imageId of chosen) {
    const { pixels } = await readImage(ohif, series, imageId);
    parts.push(everyNth(pixels, Math.floor(MAX_VALUES / chosen.length)));
    await pacer.pause();
  }
  const sample = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    sample.set(part, at);
    at += part.length;
  }
  return { seriesId: series.seriesId, sample };
}

/** At most `most` items, evenly spread, each in the middle of its part. */
export function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / most)]);
}

/** At most `most` values at a regular distance. */
export function everyNth(values: Float32Array, most: number): Float32Array {
  let step = Math.max(1, Math.ceil(values.length / most));
  // An even step would meet the same columns of every row.
  if (step > 1 && step % 2 === 0) step++;
  const out = new Float32Array(Math.ceil(values.length / step));
  for (let i = 0; i < out.length; i++) out[i] = values[i * step];
  return out;
}
