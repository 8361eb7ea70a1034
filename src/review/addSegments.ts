import { findSegment } from '../data/findSegment';
import type { Segment } from '../data/Segment';

/** A labelmap holds bytes, and 0 is the background. */
const MAX_SEGMENTS = 255;

/**
 * Adds the segments that are not in the table yet. Each gets the next free value and keeps it. A segment of
 * the table without codes takes the codes of a new segment with the same name.
 *
 * @returns the table itself if nothing is new
 * @throws RangeError when there are more than 255 segments
 */
export function addSegments(
  table: readonly Segment[],
  wanted: readonly Omit<Segment, 'index'>[],
): readonly Segment[] {
  let result = table;
  for (const { name, category, type } of wanted) {
    const known = findSegment(result, { name, type });
    if (known && (known.type || !type)) continue;
    if (!known && result.length === MAX_SEGMENTS) {
      throw new RangeError(`There are more than ${MAX_SEGMENTS} segments; “${name}” cannot be added.`);
    }
    const segment: Segment = { index: known?.index ?? freeIndex(result), name: known?.name ?? name.trim() };
    if (category) segment.category = category;
    if (type) segment.type = type;
    result = known ? result.map((entry) => (entry === known ? segment : entry)) : [...result, segment];
  }
  return result;
}

/** The lowest value that no segment has; a saved table may have gaps. */
function freeIndex(table: readonly Segment[]): number {
  const used = new Set(table.map(({ index }) => index));
  let index = 1;
  while (used.has(index)) index++;
  return index;
}
