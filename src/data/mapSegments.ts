import { findSegment } from './findSegment';
import type { Segment } from './Segment';

/**
 * Maps the values of one labelmap to those of another that lists the same segments in a different order.
 *
 * @returns table of 256 entries: for each value of a labelmap with the segments `from`, its value in a
 *   labelmap with the segments `to`; 0 (background) for segments that `to` does not have
 */
export function mapSegments(from: readonly Segment[], to: readonly Segment[]): Uint8Array {
  const values = new Uint8Array(256);
  for (const segment of from) values[segment.index] = findSegment(to, segment)?.index ?? 0;
  return values;
}
