/** A coded concept of a terminology, e.g. SNOMED CT ("SCT"). */
export interface CodedConcept {
  value: string;
  /** Coding scheme designator: SCT, DCM, ... */
  scheme: string;
  meaning: string;
}

/** A segment that is to be learnt. */
export interface Segment {
  /** Value in the labelmap, 1..255. It belongs to this labelmap (or model) alone; name and type identify the segment. */
  index: number;
  name: string;
  /** Segmented property category and type, where they are known. */
  category?: CodedConcept;
  type?: CodedConcept;
}

/**
 * What two segments that mean the same structure share, whatever their labelmap values: the coded type where there is
 * one, with the name, whose case and outer spaces do not count.
 */
export function segmentIdentity({ name, type }: Pick<Segment, 'name' | 'type'>): string {
  const label = name.trim().toLowerCase();
  return type ? `${label} (${type.scheme}:${type.value})` : label;
}
