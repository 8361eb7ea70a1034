import { OWN_DESCRIPTION } from '../ohif/id';
import type { ViewerIndex } from './ViewerIndex';

const FORMATS = ['SEG', 'RTSTRUCT'];

/** Descriptions of the results that this extension stored in the study and that no viewport has opened. */
export function storedResults({ ohif, displaySets }: ViewerIndex): string[] {
  const opened = new Set(
    ohif.services.segmentationService.getSegmentations().map(({ segmentationId }) => segmentationId),
  );
  return displaySets.flatMap(({ Modality, SeriesDescription, displaySetInstanceUID }) =>
    Modality === 'SEG' && SeriesDescription?.startsWith(OWN_DESCRIPTION) && !opened.has(displaySetInstanceUID)
      ? [SeriesDescription]
      : [],
  );
}

/** Whether the viewer lists masks that this extension stored in the study, in any format. */
export function hasStored({ displaySets }: ViewerIndex): boolean {
  return displaySets.some(
    ({ Modality, SeriesDescription }) =>
      FORMATS.includes(Modality) && SeriesDescription?.startsWith(OWN_DESCRIPTION),
  );
}
