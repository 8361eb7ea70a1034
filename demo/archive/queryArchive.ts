import type { Archive, Scope, StoredInstance } from './Archive';
import { numberOf, textOf, type DicomJson } from './dicomJson';
import { matchesCondition, type Condition } from './matchAttribute';
import { tags } from './tags';

export type Level = 'studies' | 'series' | 'instances';

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

/** A study, series or instance: its instances, and the attributes computed from them. */
interface Entry {
  instances: StoredInstance[];
  /** Attributes that no instance carries, such as counts. */
  computed: DicomJson;
}

/**
 * Answers a QIDO-RS query. A study or series matches a condition if one of its series or instances does.
 *
 * @param urlOf returns the retrieve URL of a scope
 */
export function queryArchive(archive: Archive, query: Query, urlOf: (scope: Scope) => string): DicomJson[] {
  const entries = group(archive.find(query.scope), query.level).map((instances) =>
    describe(archive, instances, query.level, urlOf),
  );
  const matching = entries.filter((entry) =>
    query.conditions.every((condition) =>
      [entry.computed, ...representatives(entry.instances, query.level)].some((dataset) =>
        matchesCondition(dataset, condition, query.fuzzy),
      ),
    ),
  );
  matching.sort(orders[query.level]);
  return matching.slice(query.offset, query.offset + query.limit).map((entry) => present(entry, query));
}

function group(instances: StoredInstance[], level: Level): StoredInstance[][] {
  if (level === 'instances') return instances.map((instance) => [instance]);
  const groups = new Map<string, StoredInstance[]>();
  for (const instance of instances) {
    const key = level === 'studies' ? instance.studyUID : `${instance.studyUID}/${instance.seriesUID}`;
    groups.set(key, [...(groups.get(key) ?? []), instance]);
  }
  return [...groups.values()];
}

/** One data set per series, which is sufficient for queries at study and series level. */
function representatives(instances: StoredInstance[], level: Level): DicomJson[] {
  if (level !== 'studies') return [instances[0].attributes];
  return group(instances, 'series').map(([first]) => first.attributes);
}

function describe(
  archive: Archive,
  instances: StoredInstance[],
  level: Level,
  urlOf: (scope: Scope) => string,
): Entry {
  const [{ studyUID, seriesUID, instanceUID }] = instances;
  const computed: DicomJson = { [tags.InstanceAvailability]: { vr: 'CS', Value: ['ONLINE'] } };
  if (level === 'studies') {
    const series = representatives(instances, level);
    const modalities = [...new Set(series.map((dataset) => textOf(dataset, tags.Modality)))].filter(Boolean);
    computed[tags.ModalitiesInStudy] = { vr: 'CS', Value: modalities.sort() };
    computed[tags.NumberOfStudyRelatedSeries] = { vr: 'IS', Value: [series.length] };
    computed[tags.NumberOfStudyRelatedInstances] = { vr: 'IS', Value: [instances.length] };
    computed[tags.RetrieveURL] = { vr: 'UR', Value: [urlOf({ studyUID })] };
  } else if (level === 'series') {
    computed[tags.NumberOfSeriesRelatedInstances] = {
      vr: 'IS',
      Value: [archive.find({ studyUID, seriesUID }).length],
    };
    computed[tags.RetrieveURL] = { vr: 'UR', Value: [urlOf({ studyUID, seriesUID })] };
  } else {
    computed[tags.RetrieveURL] = { vr: 'UR', Value: [urlOf({ studyUID, seriesUID, instanceUID })] };
  }
  return { instances, computed };
}

function present({ instances, computed }: Entry, { level, scope, include, conditions }: Query): DicomJson {
  const { attributes } = instances[0];
  // A search over several studies also returns the study of each series.
  const wider: string[] = [];
  if (level !== 'studies' && scope.studyUID === undefined) wider.push(...returned.studies);
  if (level === 'instances' && scope.seriesUID === undefined) wider.push(...returned.series);
  const wanted =
    include === 'all'
      ? Object.keys(attributes)
      : [...returned[level], ...wider, ...include, ...conditions.map(({ tag }) => tag)];
  const result: DicomJson = {};
  for (const tag of [...new Set([...wanted, ...Object.keys(computed)])].sort()) {
    const element = computed[tag] ?? attributes[tag];
    if (element !== undefined) result[tag] = element;
  }
  return result;
}

function firstOf(entry: Entry): DicomJson {
  return entry.instances[0].attributes;
}

function byNumber(tag: string) {
  return (a: Entry, b: Entry): number => (numberOf(firstOf(a), tag) ?? 0) - (numberOf(firstOf(b), tag) ?? 0);
}

/**
 * Sort order: newest study first; series and instances by number; then by UID, so that pages never overlap.
 */
const orders: Record<Level, (a: Entry, b: Entry) => number> = {
  studies: (a, b) =>
    textOf(firstOf(b), '00080020').localeCompare(textOf(firstOf(a), '00080020')) ||
    a.instances[0].studyUID.localeCompare(b.instances[0].studyUID),
  series: (a, b) =>
    byNumber(tags.SeriesNumber)(a, b) || a.instances[0].seriesUID.localeCompare(b.instances[0].seriesUID),
  instances: (a, b) =>
    byNumber(tags.InstanceNumber)(a, b) ||
    a.instances[0].instanceUID.localeCompare(b.instances[0].instanceUID),
};
