import type { Attributes } from '../../../src/dicom/Attributes';
import { textOf } from '../../../src/dicom/Attributes';
import { summariseMasks, type MaskSummary } from '../../../src/dicom/masks/summariseMasks';
import type { SeriesInfo } from '../state/SessionState';
import { misreadSeg } from './misreadSeg';
import { readSegSource, type SegSource } from './readSegSource';
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
  /** What it says of its origin. */
  source: SegSource;
  /** The series that it refers to or, if the study has none of these, those in its frames of reference. */
  targets: readonly SeriesInfo[];
  /** Whether the viewer itself has opened it, and reads it correctly. */
  opened: boolean;
}

/** The segmentations and structure sets that the viewer lists for the study, with masks on its series. */
export function maskObjects({ ohif, displaySets }: ViewerIndex, series: readonly SeriesInfo[]): MaskObject[] {
  const { segmentationService } = ohif.services;
  const usable = series.filter(({ problem }) => problem === '');
  return displaySets.flatMap((displaySet): MaskObject[] => {
    const { instance, instances, displaySetInstanceUID: uid } = displaySet;
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
        studyInstanceUID: displaySet.StudyInstanceUID,
        seriesInstanceUID: displaySet.SeriesInstanceUID,
        name: shortName(nameOf(attributes) || summary.kind),
        summary,
        source: readSegSource({ segments: {} }, attributes),
        targets,
        opened: segmentationService.getSegmentation(uid) !== undefined && misreadSeg(attributes) === '',
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
