import { textOf, type Attributes } from './Attributes';
import { describeObject, localTime } from './describeObject';
import { imageReference } from './imageReference';
import { predecessorReference } from './predecessor';
import { reportContent } from './reportContent';
import type { SegContent } from './SegContent';
import { segmentVolumes } from './segmentVolumes';
import { ENHANCED_SR } from './sopClasses';
import { sourceAttributes } from './sourceAttributes';
import { writePart10 } from './writePart10';
import type { WrittenObject } from './WrittenObject';

/**
 * Writes the volumes of a segmentation's segments as a measurement report (PS3.16 TID 1500) in an Enhanced SR
 * (PS3.3 A.35.2).
 *
 * @param content what the segmentation was made of; its series and predecessor are those of the report
 * @param seg attributes of the segmentation, to which the report refers
 * @throws Error when the volumes are not known, see `segmentVolumes`
 */
export function writeReport(content: SegContent, seg: Attributes): WrittenObject {
  const { images, predecessor, date = new Date() } = content;
  const volumes = segmentVolumes(content);
  const { day, time } = localTime(date);
  // Once for each instance, as its frames share it.
  const instances = [...new Map(images.map((image) => [image.sopInstanceUID, image])).values()];
  const study = textOf(content.source, 'StudyInstanceUID');
  const inStudy = (...series: Attributes[]): Attributes[] => [
    { StudyInstanceUID: study, ReferencedSeriesSequence: series },
  ];
  const attributes: Attributes = {
    ...sourceAttributes(content.source),
    ...describeObject(content, { sopClassUID: ENHANCED_SR, modality: 'SR' }),
    ReferencedPerformedProcedureStepSequence: [],
    ...(predecessor && {
      PredecessorDocumentsSequence: inStudy({
        SeriesInstanceUID: textOf(predecessor, 'SeriesInstanceUID'),
        ReferencedSOPSequence: predecessorReference(content),
      }),
    }),
    PerformedProcedureCodeSequence: [],
    CurrentRequestedProcedureEvidenceSequence: inStudy(
      {
        SeriesInstanceUID: textOf(seg, 'SeriesInstanceUID'),
        ReferencedSOPSequence: [
          {
            ReferencedSOPClassUID: textOf(seg, 'SOPClassUID'),
            ReferencedSOPInstanceUID: textOf(seg, 'SOPInstanceUID'),
          },
        ],
      },
      {
        SeriesInstanceUID: images[0].seriesInstanceUID,
        ReferencedSOPSequence: instances.map(imageReference),
      },
    ),
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    ContentDate: day,
    ContentTime: time,
    ...reportContent(content, instances, seg, volumes),
  };
  return {
    bytes: writePart10(attributes),
    studyInstanceUID: String(attributes.StudyInstanceUID),
    seriesInstanceUID: String(attributes.SeriesInstanceUID),
    sopInstanceUID: String(attributes.SOPInstanceUID),
  };
}
