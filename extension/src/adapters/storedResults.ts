import type { ViewerIndex } from './ViewerIndex';

/** How this extension's series descriptions begin. */
const OWN = 'Few-shot: ';

/** Descriptions of the results that this extension stored in the study and that no viewport has opened. */
export function storedResults({ ohif, displaySets }: ViewerIndex): string[] {
  const opened = new Set(
    ohif.services.segmentationService.getSegmentations().map(({ segmentationId }) => segmentationId),
  );
  return displaySets.flatMap(({ Modality, SeriesDescription, displaySetInstanceUID }) =>
    Modality === 'SEG' && SeriesDescription?.startsWith(OWN) && !opened.has(displaySetInstanceUID)
      ? [SeriesDescription]
      : [],
  );
}
