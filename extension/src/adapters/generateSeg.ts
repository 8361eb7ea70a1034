import { ALGORITHM_NAME } from '../ohif/id';
import type { Ohif } from '../ohif/Ohif';
import type { NaturalisedDataset } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';
import { labelmapImages } from './labelmapImages';

/** What a SEG is to say about itself. */
export interface SegDescription {
  seriesDescription: string;
  seriesNumber: number;
}

interface SegmentItem {
  SegmentAlgorithmType?: string;
  SegmentAlgorithmName?: string;
}

/**
 * Makes the DICOM SEG of a segmentation by OHIF's own command. That command looks up each segment's colour in a
 * viewport that shows the segmentation; a series that no viewport shows has none. So for the duration of the call
 * the lookup is answered from our own table: no viewport is touched, and nothing flickers.
 */
export async function generateSeg(
  ohif: Ohif,
  segmentationId: string,
  segments: readonly SegmentInfo[],
  { seriesDescription, seriesNumber }: SegDescription,
): Promise<NaturalisedDataset> {
  const service = ohif.services.segmentationService;
  const own = {
    getRepresentationsForSegmentation: service.getRepresentationsForSegmentation,
    getSegmentColor: service.getSegmentColor,
  };
  service.getRepresentationsForSegmentation = (id) =>
    id === segmentationId
      ? [{ viewportId: '', type: 'Labelmap' }]
      : own.getRepresentationsForSegmentation.call(service, id);
  service.getSegmentColor = (viewportId, id, index) =>
    id === segmentationId
      ? [...(segments.find((segment) => segment.index === index)?.colour ?? [255, 255, 255]), 255]
      : own.getSegmentColor.call(service, viewportId, id, index);
  const restoreImages = widenSourceImages(ohif, segmentationId);
  let generated: { dataset?: NaturalisedDataset } | undefined;
  try {
    generated = (await ohif.commands.run('generateSegmentation', {
      segmentationId,
      options: { SeriesDescription: seriesDescription, SeriesNumber: seriesNumber },
    })) as { dataset?: NaturalisedDataset } | undefined;
  } finally {
    Object.assign(service, own);
    restoreImages();
  }
  if (!generated?.dataset) throw new Error('The viewer could not make a DICOM SEG of these masks.');
  return completeDataset(generated.dataset, seriesDescription);
}

/**
 * OHIF's writer takes the source images' pixels for 16-bit ones, and fails on images that cornerstone keeps in bytes
 * when their number of pixels is odd. The values do not enter the SEG, so the writer is shown zeros of 16 bits.
 *
 * @returns a function that undoes it
 */
function widenSourceImages(ohif: Ohif, segmentationId: string): () => void {
  const { cache } = ohif.cornerstone;
  const segmentation = ohif.services.segmentationService.getSegmentation(segmentationId);
  const undo: (() => void)[] = [];
  let zeros = new Uint16Array(0);
  for (const { referencedImageId } of segmentation ? labelmapImages(ohif, segmentation) : []) {
    const image = cache.getImage(referencedImageId);
    const voxels = image?.voxelManager;
    if (!image || !voxels) continue;
    const original = voxels.getScalarData;
    if (zeros.length !== image.rows * image.columns) zeros = new Uint16Array(image.rows * image.columns);
    const shown = zeros;
    voxels.getScalarData = () => shown;
    undo.push(() => (voxels.getScalarData = original));
  }
  return () => undo.forEach((restore) => restore());
}

/** Fills in what OHIF leaves out or writes as a placeholder. */
export function completeDataset(dataset: NaturalisedDataset, seriesDescription: string): NaturalisedDataset {
  if (dataset.StudyID === 'No Study ID') dataset.StudyID = '';
  dataset.SeriesDescription = seriesDescription.slice(0, 64);
  dataset.ContentLabel = 'FEW_SHOT';
  dataset.ContentDescription = 'Masks drawn by a reader and predicted from them';
  dataset.ContentCreatorName = 'Few-Shot Segment';
  const items = dataset.SegmentSequence as SegmentItem[] | SegmentItem | undefined;
  for (const item of Array.isArray(items) ? items : items ? [items] : []) {
    item.SegmentAlgorithmType = 'SEMIAUTOMATIC';
    item.SegmentAlgorithmName = ALGORITHM_NAME;
  }
  return dataset;
}
