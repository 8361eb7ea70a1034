/** A coded concept of a terminology, e.g. SNOMED CT ("SCT"). */
export interface CodedConcept {
  value: string;
  /** Coding scheme designator: SCT, DCM, ... */
  scheme: string;
  meaning: string;
}

/** What a structure is, as far as it is known. */
export interface SegmentCodes {
  /** DICOM Segmented Property Category and Type. */
  category?: CodedConcept;
  type?: CodedConcept;
}

/** A segment that a model learns. */
export interface Segment extends SegmentCodes {
  /**
   * Value in the labelmap, 1..255. It is valid for this labelmap (or model) only; name and type identify the
   * segment.
   */
  index: number;
  name: string;
}

/**
 * A text that is equal for two segments that mean the same structure, whatever their labelmap values: the
 * name, ignoring case and surrounding spaces, and the coded type if there is one.
 */
export function segmentIdentity({ name, type }: Pick<Segment, 'name' | 'type'>): string {
  const label = name.trim().toLowerCase();
  return type ? `${label} (${type.scheme}:${type.value})` : label;
}
