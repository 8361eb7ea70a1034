import type { Example, Image } from '../data/Image';
import type { Priors } from './SeriesPriors';
import { SeriesPriors } from './SeriesPriors';

/**
 * Examples that nobody drew: images between drawn ones of their series, with the outlines interpolated between these. A
 * segmenter that trains on them, too, sees a structure at every position and not at a few; where the interpolation errs, it
 * errs differently from image to image, and the images tell.
 *
 * @param drawn masks that a reader drew
 * @param between images of the same series that were not drawn on
 * @returns for each image where interpolation can be relied on for all segments of its series, see `ShapePrior`
 */
export function interpolatedExamples(drawn: readonly Example[], between: readonly Image[]): Example[] {
  const series = [...new Set(drawn.map(({ image }) => image.seriesId))];
  return series.flatMap((id) => {
    const known = drawn.filter(({ image }) => image.seriesId === id);
    const segments = [...new Set(known.flatMap(({ labelmap }) => [...new Set(labelmap)]))].filter(Boolean);
    const others = between.filter(({ seriesId }) => seriesId === id);
    const priors = new SeriesPriors(
      known.map(({ image, labelmap }) => ({ ...image, labelmap })),
      segments,
      others,
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

/** The segment of the largest odds at each pixel; background where none is likelier than not. */
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
