import type { Ohif } from '../ohif/Ohif';
import type { DisplaySet, OhifSegment } from '../ohif/types';
import { imageIdsOf } from './imageIdsOf';
import { labelmapImage, type LabelmapImage } from './labelmapImages';
import { Pacer } from './Pacer';

/** What a labelmap segmentation is made with. */
export interface LabelmapOptions {
  segmentationId: string;
  label: string;
  segments: Record<number, Partial<OhifSegment>>;
  /** Writes a slice's first content; slices are empty without it. */
  fill?: (slice: LabelmapImage) => void;
}

/** A labelmap that the viewer does not list yet. */
export interface PreparedLabelmap {
  /** The id of the labelmap image on each image of the series. */
  images: Map<string, string>;
  /** Adds it to the viewer's segmentations; also adds it again after the viewer removed it. */
  add(): void;
}

/**
 * Creates the images of a labelmap segmentation on a series, with pauses: in one task they would block the
 * viewer on long series.
 */
export async function prepareLabelmap(
  ohif: Ohif,
  displaySet: DisplaySet,
  { segmentationId, label, segments, fill }: LabelmapOptions,
): Promise<PreparedLabelmap> {
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
  const { SeriesNumber, SeriesDescription, Modality } = displaySet;
  const add = () =>
    ohif.services.segmentationService.addOrUpdateSegmentation({
      segmentationId,
      representation: { type: 'Labelmap', data: { imageIds: [...images.values()], referencedImageIds } },
      config: {
        label,
        fallbackLabel: `S:${SeriesNumber} ${Modality}`,
        segments: structuredClone(segments),
        cachedStats: { info: `S${SeriesNumber}: ${SeriesDescription}` },
      },
    });
  return { images, add };
}
