import type { Page } from 'playwright-core';
import type { TestWindow } from './TestWindow';

/** One slice of a segmentation. */
export interface LabelmapSlice {
  /** SOP Instance UID of its image. */
  sopInstanceUID: string;
  /** Patient coordinates of the image's first pixel, mm. */
  position: [number, number, number];
  rows: number;
  columns: number;
  values: Uint8Array;
}

/** A labelmap segmentation in the viewer. */
export interface ReadSegmentation {
  segmentationId: string;
  label: string;
  segments: { index: number; name: string }[];
  /** Only slices with foreground, unless `all` is set. */
  slices: LabelmapSlice[];
}

/** Reads all labelmap segmentations in the viewer with their voxels. */
export async function readLabelmaps(page: Page, { all = false } = {}): Promise<ReadSegmentation[]> {
  const read = await page.evaluate((everySlice) => {
    const { services, cornerstone, cornerstoneTools } = window as unknown as TestWindow;
    return services.segmentationService.getSegmentations().map((segmentation) => {
      const ids = cornerstoneTools.segmentation.getLabelmapImageIds(segmentation.segmentationId) ?? [];
      const slices = ids.flatMap((labelmapImageId) => {
        const image = cornerstone.cache.getImage(labelmapImageId);
        const values = Uint8Array.from(image.voxelManager.getScalarData());
        if (!everySlice && !values.some((value) => value > 0)) return [];
        const instance = cornerstone.metaData.get('instance', image.referencedImageId);
        const plane = cornerstone.metaData.get('imagePlaneModule', image.referencedImageId);
        let binary = '';
        for (let i = 0; i < values.length; i += 0x8000) {
          binary += String.fromCharCode(...values.subarray(i, i + 0x8000));
        }
        return [
          {
            sopInstanceUID: instance.SOPInstanceUID,
            position: Array.from(plane.imagePositionPatient) as [number, number, number],
            rows: image.rows,
            columns: image.columns,
            base64: btoa(binary),
          },
        ];
      });
      return {
        segmentationId: segmentation.segmentationId,
        label: segmentation.label ?? '',
        segments: Object.values(segmentation.segments)
          .filter(Boolean)
          .map((segment) => ({ index: segment.segmentIndex, name: segment.label })),
        slices,
      };
    });
  }, all);
  return read.map(({ slices, ...rest }) => ({
    ...rest,
    slices: slices.map(({ base64, ...slice }) => ({
      ...slice,
      values: new Uint8Array(Buffer.from(base64, 'base64')),
    })),
  }));
}
