import type { Ohif } from '../ohif/Ohif';
import type { OhifSegmentation } from '../ohif/types';

/** One slice of a segmentation. */
export interface LabelmapImage {
  /** Id of the image that it belongs to. */
  referencedImageId: string;
  rows: number;
  columns: number;
  /** Segment index of each pixel. This is the viewer's own array: writing to it changes the labelmap. */
  values: ArrayLike<number> & { [index: number]: number };
}

/** The slices of a labelmap segmentation that are in memory; none for contours and surfaces. */
export function* labelmapImages(ohif: Ohif, segmentation: OhifSegmentation): Generator<LabelmapImage> {
  if (!segmentation.representationData.Labelmap) return;
  const imageIds = ohif.cornerstoneTools.segmentation.getLabelmapImageIds(segmentation.segmentationId) ?? [];
  for (const imageId of imageIds) {
    const image = labelmapImage(ohif, imageId);
    if (image) yield image;
  }
}

/** One slice of a labelmap segmentation, by the id of its own image; undefined when it is not in memory. */
export function labelmapImage({ cornerstone }: Ohif, imageId: string): LabelmapImage | undefined {
  const image = cornerstone.cache.getImage(imageId);
  if (!image?.referencedImageId || !image.voxelManager) return undefined;
  return {
    referencedImageId: image.referencedImageId,
    rows: image.rows,
    columns: image.columns,
    values: image.voxelManager.getScalarData(),
  };
}
