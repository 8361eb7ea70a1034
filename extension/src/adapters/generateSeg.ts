import { ALGORITHM_NAME } from '../id';
import type { Ohif } from '../ohif/Ohif';
import type { NaturalisedDataset } from '../ohif/types';
import type { SegmentInfo } from '../session/SessionState';

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
  let generated: { dataset?: NaturalisedDataset } | undefined;
  try {
    generated = (await ohif.commands.run('generateSegmentation', {
      segmentationId,
      options: { SeriesDescription: seriesDescription, SeriesNumber: seriesNumber },
    })) as { dataset?: NaturalisedDataset } | undefined;
  } finally {
    Object.assign(service, own);
  }
  if (!generated?.dataset) throw new Error('The viewer could not make a DICOM SEG of these masks.');
  return completeDataset(generated.dataset, seriesDescription);
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
