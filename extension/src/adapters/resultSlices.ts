import type { ImageKey } from '../../../src/data/ImageKey';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { Ohif } from '../ohif/Ohif';
import { labelmapImage, type LabelmapImage } from './labelmapImages';
import type { ResultSeries } from './ResultSeries';

/** A slice of a result segmentation with the key of its image. */
export type ResultSlice = LabelmapImage & { key: ImageKey };

/** The slices on these images, or on all when left out; none once the viewer has removed the segmentation. */
export function* resultSlices(
  ohif: Ohif,
  { segmentationId, images }: Pick<ResultSeries, 'segmentationId' | 'images'>,
  keys: Iterable<ImageKey> = images.keys(),
): Generator<ResultSlice> {
  if (!ohif.services.segmentationService.getSegmentation(segmentationId)) return;
  for (const key of keys) {
    const imageId = images.get(key);
    const image = imageId === undefined ? undefined : labelmapImage(ohif, imageId);
    if (image) yield { ...image, key };
  }
}

/** Writes a mask of the same size into a slice. */
export function writeMask({ values }: Pick<LabelmapImage, 'values'>, { runs }: PackedMask): void {
  for (let i = 0, at = 0; i < runs.length; i += 2) {
    for (const end = at + runs[i + 1]; at < end; at++) values[at] = runs[i];
  }
}
