import type { Image } from '../data/Image';
import type { SeriesInput } from '../inference/SeriesPredictor';

/** The memory of images' pixels, each buffer once. */
export function buffersOfImages(images: readonly Pick<Image, 'pixels'>[]): ArrayBuffer[] {
  return distinct(images.map(({ pixels }) => pixels));
}

/** The memory of everything large that describes a series, each buffer once. */
export function buffersOfSeries({ sample, drawn = [], between = [] }: SeriesInput): ArrayBuffer[] {
  return distinct([
    sample.values,
    ...[...sample.images, ...between].map(({ pixels }) => pixels),
    ...drawn.flatMap(({ labelmap, pixels }) => (pixels ? [labelmap, pixels] : [labelmap])),
  ]);
}

function distinct(arrays: readonly ArrayBufferView[]): ArrayBuffer[] {
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
