import type { Scope } from './Archive';
import type { DicomJson } from './dicomJson';
import type { ArchiveIndex, IndexEntry, Level } from './ArchiveIndex';
import { matchesCondition, type Condition } from './matchAttribute';
import { tags } from './tags';

export interface Query {
  level: Level;
  /** The part of the archive given by the URL. */
  scope: Scope;
  conditions: Condition[];
  /** Tags to return in addition to the level's own, or 'all'. */
  include: string[] | 'all';
  fuzzy: boolean;
  /** Maximum number of results, after skipping the first `offset`. */
  limit: number;
  offset: number;
}

/** Attributes returned at each level (PS3.18 tables 10.6.3-3 to -5, and those that viewers list). */
const returned: Record<Level, string[]> = {
  studies: [
    tags.SpecificCharacterSet,
    '00080020', // Study Date
    '00080030', // Study Time
    '00080050', // Accession Number
    '00080090', // Referring Physician's Name
    '00081030', // Study Description
    '00100010', // Patient's Name
    tags.PatientID,
    '00100030', // Patient's Birth Date
    '00100040', // Patient's Sex
    tags.StudyInstanceUID,
    '00200010', // Study ID
  ],
  series: [
    tags.SpecificCharacterSet,
    '00080021', // Series Date
    '00080031', // Series Time
    tags.Modality,
    '0008103E', // Series Description
    tags.StudyInstanceUID,
    tags.SeriesInstanceUID,
    tags.SeriesNumber,
    '00400244', // Performed Procedure Step Start Date
    '00400245', // Performed Procedure Step Start Time
  ],
  instances: [
    tags.SpecificCharacterSet,
    tags.SOPClassUID,
    tags.SOPInstanceUID,
    tags.StudyInstanceUID,
    tags.SeriesInstanceUID,
    tags.InstanceNumber,
    '00280008', // Number of Frames
    '00280010', // Rows
    '00280011', // Columns
    '00280100', // Bits Allocated
  ],
};

/**
 * Answers a QIDO-RS query. A study or series matches a condition if one of its series or instances does.
 *
 * @param urlOf returns the retrieve URL of a scope
 */
export function queryArchive(
  index: ArchiveIndex,
  query: Query,
  urlOf: (scope: Scope) => string,
): DicomJson[] {
  const matching = index
    .entries(query.level, query.scope)
    .filter((entry) =>
      query.conditions.every((condition) =>
        [entry.computed, ...entry.representatives].some((dataset) =>
          matchesCondition(dataset, condition, query.fuzzy),
        ),
      ),
    );
  return matching
    .slice(query.offset, query.offset + query.limit)
    .map((entry) => present(entry, query, urlOf(entry.scope)));
}

function present({ first, computed }: IndexEntry, query: Query, url: string): DicomJson {
  const { attributes } = first;
  const { level, scope, include, conditions } = query;
  // A search over several studies also returns the study of each series.
  const wider: string[] = [];
  if (level !== 'studies' && scope.studyUID === undefined) wider.push(...returned.studies);
  if (level === 'instances' && scope.seriesUID === undefined) wider.push(...returned.series);
  const wanted =
    include === 'all'
      ? Object.keys(attributes)
      : [...returned[level], ...wider, ...include, ...conditions.map(({ tag }) => tag)];
  const own: DicomJson = { ...computed, [tags.RetrieveURL]: { vr: 'UR', Value: [url] } };
  const result: DicomJson = {};
  for (const tag of [...new Set([...wanted, ...Object.keys(own)])].sort()) {
    const element = own[tag] ?? attributes[tag];
    if (element !== undefined) result[tag] = element;
  }
  return result;
}
