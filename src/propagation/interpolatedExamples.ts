import type { Example, Image } from '../data/Image';
import type { Priors } from './SeriesPriors';
import type { Registrations } from './Registrations';
import { SeriesPriors } from './SeriesPriors';

/**
 * Additional examples: images between drawn ones of their series, with interpolated outlines. A segmenter
 * that also trains on them sees a structure at every position instead of only a few. Errors of the
 * interpolation vary from image to image, while the image content is consistent.
 *
 * @param drawn examples drawn by a reader
 * @param between images of the same series without drawn masks
 * @param registrations see `SeriesPriors`
 * @returns one example for each image where interpolation is reliable for all segments of its series, see
 *   `ShapePrior`
 */
export function interpolatedExamples(
  drawn: readonly Example[],
  between: readonly Image[],
  registrations?: Registrations,
): Example[] {
  const series = [...new Set(drawn.map(({ image }) => image.seriesId))];
  return series.flatMap((id) => {
    const known = drawn.filter(({ image }) => image.seriesId === id);
    const segments = [...new Set(known.flatMap(({ labelmap }) => [...new Set(labelmap)]))].filter(Boolean);
    const others = between.filter(({ seriesId }) => seriesId === id);
    const priors = new SeriesPriors(
      known.map(({ image, labelmap }) => ({ ...image, labelmap })),
      segments,
      others,
      registrations,
    );
    return others.flatMap((image) => {
      const odds = priors.between(image);
      if (!odds || odds.size < segments.length) return [];
      return [
        { image, labelmap: likeliest(odds, image.rows * image.columns), patientId: known[0].patientId },
      ];
    });
  });
}

/** The segment with the largest odds at each pixel; background where no segment has odds above 1. */
function likeliest(priors: Priors, pixels: number): Uint8Array {
  const labels = new Uint8Array(pixels);
  const best = new Float32Array(pixels);
  for (const [segment, odds] of priors) {
    for (let i = 0; i < pixels; i++) {
      if (odds[i] <= best[i]) continue;
      best[i] = odds[i];
      labels[i] = segment;
    }
  }
  return labels;
}
