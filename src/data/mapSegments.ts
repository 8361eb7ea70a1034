import { findSegment } from './findSegment';
import type { Segment } from './Segment';

/**
 * Translates the values of one labelmap into those of another that lists the same segments in another order.
 *
 * @returns for each value 0..255 of a labelmap with the segments `from` its value in one with the segments `to`; 0,
 *   the background, for values whose segment `to` does not have
 */
export function mapSegments(from: readonly Segment[], to: readonly Segment[]): Uint8Array {
  const values = new Uint8Array(256);
  for (const segment of from) values[segment.index] = findSegment(to, segment)?.index ?? 0;
  return values;
}
