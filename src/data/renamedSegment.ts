import { findCodedName } from './findCodedName';
import { sameName } from './sameName';
import type { Segment } from './Segment';

/**
 * The segment under another name: with the codes that the name has in our list. Codes that it had stay only
 * if the name is the same but for case and spaces.
 */
export function renamedSegment(segment: Segment, name: string): Segment {
  const named = { ...segment, name: name.trim() };
  const coded = findCodedName(name);
  if (coded) return { ...named, ...coded };
  return sameName(segment, named) ? named : { index: segment.index, name: named.name };
}
