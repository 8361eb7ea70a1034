import type { Image } from '../../src/data/Image';
import type { SeriesSample } from '../../src/data/SeriesSample';
import type { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPredictor } from '../../src/inference/SeriesPredictor';
import { dice } from '../metrics/dice';

/**
 * How far the networks of a model agree on an image: the mean Dice over their pairs and over the segments
 * that any of them finds, 0..1.
 *
 * @param members the networks, each as a segmenter of its own; at least two
 * @param sample of the image's series
 */
export async function memberAgreement(
  members: readonly Segmenter[],
  sample: SeriesSample,
  image: Image,
): Promise<number> {
  const masks: Uint8Array[] = [];
  for (const member of members) {
    const [prediction] = await new SeriesPredictor(member, { sample }).predict([image]);
    masks.push(prediction.labelmap);
  }
  const segments = members[0].description.segments
    .map(({ index }) => index)
    .filter((index) => masks.some((mask) => mask.includes(index)));
  const overlaps = masks.flatMap((one, i) =>
    masks.slice(i + 1).flatMap((other) => segments.map((segment) => dice(one, other, segment))),
  );
  return overlaps.length === 0 ? 1 : overlaps.reduce((sum, value) => sum + value, 0) / overlaps.length;
}
