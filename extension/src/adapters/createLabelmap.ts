import type { Ohif } from '../ohif/Ohif';
import type { DisplaySet, OhifSegment } from '../ohif/types';
import { imageIdsOf } from './imageIdsOf';
import { labelmapImage, type LabelmapImage } from './labelmapImages';
import { Pacer } from './Pacer';
import { yieldToMain } from './yieldToMain';

/**
 * Creates a labelmap segmentation on a series. Does the same as OHIF's `createLabelmapForDisplaySet`,
 * which creates the images of all slices in one task and blocks the viewer on long series.
 *
 * @param fill writes a slice's first content; slices are empty without it
 * @returns the id of the labelmap image on each image of the series
 */
export async function createLabelmap(
  ohif: Ohif,
  displaySet: DisplaySet,
  {
    segmentationId,
    label,
    segments,
    fill,
  }: {
    segmentationId: string;
    label: string;
    segments: Record<number, Partial<OhifSegment>>;
    fill?: (slice: LabelmapImage) => void;
  },
): Promise<Map<string, string>> {
  const { imageLoader } = ohif.cornerstone;
  const referencedImageIds = imageIdsOf(ohif, displaySet);
  const images = new Map<string, string>();
  const pacer = new Pacer();
  for (const referencedImageId of referencedImageIds) {
    await pacer.pause();
    const options = { instanceNumber: images.size + 1 };
    const { imageId } = imageLoader.createAndCacheDerivedLabelmapImage(referencedImageId, options);
    images.set(referencedImageId, imageId);
    const slice = fill && labelmapImage(ohif, imageId);
    if (slice) fill(slice);
  }
  await yieldToMain();
  const { SeriesNumber, SeriesDescription, Modality } = displaySet;
  ohif.services.segmentationService.addOrUpdateSegmentation({
    segmentationId,
    representation: { type: 'Labelmap', data: { imageIds: [...images.values()], referencedImageIds } },
    config: {
      label,
      fallbackLabel: `S:${SeriesNumber} ${Modality}`,
      segments,
      cachedStats: { info: `S${SeriesNumber}: ${SeriesDescription}` },
    },
  });
  await yieldToMain();
  return images;
}
