import type { Attributes } from '../../../src/dicom/Attributes';
import { textOf } from '../../../src/dicom/Attributes';
import { summariseMasks, type MaskSummary } from '../../../src/dicom/masks/summariseMasks';
import type { SeriesInfo } from '../state/SessionState';
import { shortName } from './shortName';
import type { ViewerIndex } from './ViewerIndex';

/** A stored object with masks on series of the study. */
export interface MaskObject {
  /** SOP Instance UID. */
  id: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  name: string;
  summary: MaskSummary;
  /** The series that it refers to or, if the study has none of these, those in its frames of reference. */
  targets: readonly SeriesInfo[];
}

/** The segmentations and structure sets that the viewer lists for the study, with masks on its series. */
export function maskObjects({ displaySets }: ViewerIndex, series: readonly SeriesInfo[]): MaskObject[] {
  const usable = series.filter(({ problem }) => problem === '');
  return displaySets.flatMap(({ instance, instances, StudyInstanceUID, SeriesInstanceUID }): MaskObject[] => {
    const attributes = (instance ?? instances?.[0]) as Attributes | undefined;
    const summary = attributes && summariseMasks(attributes);
    if (!summary) return [];
    const named = usable.filter(({ seriesId }) => summary.series.has(seriesId));
    const targets =
      named.length > 0
        ? named
        : usable.filter(({ frameOfReferenceUID }) => summary.spaces.has(frameOfReferenceUID));
    if (targets.length === 0) return [];
    return [
      {
        id: textOf(attributes, 'SOPInstanceUID'),
        studyInstanceUID: StudyInstanceUID,
        seriesInstanceUID: SeriesInstanceUID,
        name: shortName(nameOf(attributes) || summary.kind),
        summary,
        targets,
      },
    ];
  });
}

function nameOf(attributes: Attributes): string {
  const names = ['SeriesDescription', 'StructureSetLabel', 'ContentLabel'].map((keyword) =>
    textOf(attributes, keyword).trim(),
  );
  return names.find((name) => name !== '') ?? '';
}
