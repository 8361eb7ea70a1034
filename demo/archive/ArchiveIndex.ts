import { LRUCache } from 'lru-cache';
import type { Archive, Scope, StoredInstance } from './Archive';
import { numberOf, textOf, type DicomJson } from './dicomJson';
import { tags } from './tags';

export type Level = 'studies' | 'series' | 'instances';

/** A study, series or instance of the archive. */
export interface IndexEntry {
  scope: Scope;
  /** Its first instance. */
  first: StoredInstance;
  /** The data sets to compare with a query: one per series is sufficient for studies and series. */
  representatives: DicomJson[];
  /** Attributes that no instance carries, such as counts. */
  computed: DicomJson;
}

/** The sorted studies, series and instances of an archive, kept until something is stored. */
export class ArchiveIndex {
  private readonly lists = new LRUCache<string, { version: number; entries: IndexEntry[] }>({ max: 200 });

  constructor(private readonly archive: Archive) {}

  /**
   * What a scope holds at a level: newest study first; series and instances by number; then by UID, so that
   * pages never overlap.
   */
  entries(level: Level, scope: Scope): readonly IndexEntry[] {
    const key = [level, scope.studyUID, scope.seriesUID, scope.instanceUID].join(' ');
    const known = this.lists.get(key);
    if (known?.version === this.archive.version) return known.entries;
    const entries = sorted(level, describe[level](this.archive, scope));
    this.lists.set(key, { version: this.archive.version, entries });
    return entries;
  }
}

const available: DicomJson = { [tags.InstanceAvailability]: { vr: 'CS', Value: ['ONLINE'] } };

const describe: Record<Level, (archive: Archive, scope: Scope) => IndexEntry[]> = {
  studies: (archive, scope) => {
    const studies = new Map<string, Map<string, StoredInstance>[]>();
    for (const series of archive.findSeries(scope)) {
      const { studyUID } = firstOf(series);
      const known = studies.get(studyUID);
      if (known) known.push(series);
      else studies.set(studyUID, [series]);
    }
    return [...studies].map(([studyUID, series]) => describeStudy(studyUID, series));
  },
  series: (archive, scope) =>
    archive.findSeries(scope).map((instances) => {
      const first = firstOf(instances);
      return {
        scope: { studyUID: first.studyUID, seriesUID: first.seriesUID },
        first,
        representatives: [first.attributes],
        computed: {
          ...available,
          [tags.NumberOfSeriesRelatedInstances]: { vr: 'IS', Value: [instances.size] },
        },
      };
    }),
  instances: (archive, scope) =>
    archive.find(scope).map((instance) => ({
      scope: instance,
      first: instance,
      representatives: [instance.attributes],
      computed: available,
    })),
};

function describeStudy(studyUID: string, series: Map<string, StoredInstance>[]): IndexEntry {
  const representatives = series.map((instances) => firstOf(instances).attributes);
  const modalities = new Set(representatives.map((dataset) => textOf(dataset, tags.Modality)));
  const count = series.reduce((sum, { size }) => sum + size, 0);
  return {
    scope: { studyUID },
    first: firstOf(series[0]),
    representatives,
    computed: {
      ...available,
      [tags.ModalitiesInStudy]: { vr: 'CS', Value: [...modalities].filter(Boolean).sort() },
      [tags.NumberOfStudyRelatedSeries]: { vr: 'IS', Value: [series.length] },
      [tags.NumberOfStudyRelatedInstances]: { vr: 'IS', Value: [count] },
    },
  };
}

function firstOf(series: Map<string, StoredInstance>): StoredInstance {
  return series.values().next().value as StoredInstance;
}

/** What entries are sorted by, in this order. */
type Key = [number | string, string];

const keys: Record<Level, (entry: IndexEntry) => Key> = {
  studies: ({ first }) => [textOf(first.attributes, '00080020'), first.studyUID],
  series: ({ first }) => [numberOf(first.attributes, tags.SeriesNumber) ?? 0, first.seriesUID],
  instances: ({ first }) => [numberOf(first.attributes, tags.InstanceNumber) ?? 0, first.instanceUID],
};

function sorted(level: Level, entries: IndexEntry[]): IndexEntry[] {
  const keyed = entries.map((entry) => ({ entry, key: keys[level](entry) }));
  const newestFirst = level === 'studies' ? -1 : 1;
  keyed.sort((a, b) => newestFirst * compare(a.key[0], b.key[0]) || compare(a.key[1], b.key[1]));
  return keyed.map(({ entry }) => entry);
}

function compare(a: number | string, b: number | string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
